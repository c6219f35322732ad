import type { Response, Router } from 'express';
import type * as z from 'zod';

/** Adds a route of the control, whose body is checked before it is acted on. */
export const postsOf =
  (router: Router) =>
  <T>(
    path: string,
    schema: z.ZodType<T>,
    act: (asked: T, response: Response) => Promise<void> | void,
  ) =>
    router.post(path, async (request, response) => {
      const asked = schema.safeParse(request.body ?? {});
      if (asked.success) await act(asked.data, response);
      else response.status(400).json({ issues: asked.error.issues });
    });
