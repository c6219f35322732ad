import type { EngineName } from '../../../tools/browsers.ts';
import type { Demo } from '../../demo.ts';
import type { Store } from '../../../server/store/store.ts';
import type { KakaoPaySimulator } from '../../../server/providers/kakaopay/kakaopay.simulator.ts';
import type { TossPaymentsSimulator } from '../../../server/providers/tosspayments/tosspayments.simulator.ts';
import type { Buyer, BuyerOptions } from '../engines/engine.ts';
import { visit } from './shopper.ts';
import type { Shopper } from './shopper.ts';
import type { EngineStage } from './stage.ts';

/** Everything a scenario can reach. Nobody and nothing in it outlives the scenario. */
export interface World {
  readonly engine: EngineName;
  readonly demo: Demo;
  /** A second view on the companion server's store. */
  readonly store: Store;
  readonly kakaopay: KakaoPaySimulator;
  readonly tosspayments: TossPaymentsSimulator;
  readonly newBuyer: (options?: BuyerOptions) => Promise<Buyer>;
  /** A new buyer before a new order; on the plainest page unless told. */
  readonly visit: (path?: string, options?: BuyerOptions) => Promise<Shopper>;
  /** The same buyer before another page, in a tab of its own. */
  readonly visitAs: (buyer: Buyer, path?: string) => Promise<Shopper>;
  /** Prints what page and server tell of a payment. */
  readonly tell: (shopper: Shopper) => Promise<void>;
}

const PLAIN_PAGE = '/e2e/plain';

/**
 * Plays one story on a stage that others have played on. Fails with what page and server tell of
 * it; sends everybody home in any case.
 */
export async function play(
  stage: EngineStage,
  story: (world: World) => Promise<void>,
): Promise<void> {
  const { kakaopay, kakaopayRepair, tosspayments, points, credit } = stage.demo.simulators;
  for (const one of [kakaopay, kakaopayRepair, tosspayments, points, credit]) one.reset();
  stage.demo.approval.faults.reset();
  const buyers: Buyer[] = [];
  const shoppers: Shopper[] = [];
  const newBuyer = async (options?: BuyerOptions): Promise<Buyer> => {
    const buyer = await stage.engine.newBuyer(options);
    buyers.push(buyer);
    return buyer;
  };
  const visitAs = async (buyer: Buyer, path = PLAIN_PAGE): Promise<Shopper> => {
    const shopper = await visit(stage, buyer, path);
    shoppers.push(shopper);
    return shopper;
  };
  const world: World = {
    ...{ engine: stage.engine.name, demo: stage.demo, store: stage.store, kakaopay, tosspayments },
    newBuyer,
    visit: async (path, options) => visitAs(await newBuyer(options), path),
    visitAs,
    tell: async (shopper) => {
      console.log(await shopper.timeline());
    },
  };
  try {
    await story(world);
  } catch (error) {
    for (const shopper of shoppers) {
      console.log(await shopper.timeline().catch(String), await shopper.books().catch(String));
    }
    throw error;
  } finally {
    for (const buyer of buyers) await buyer.close();
  }
}
