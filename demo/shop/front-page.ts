import { PRODUCTS, won } from './catalog.ts';
import type { Product } from './catalog.ts';
import { drawing } from './drawings.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { page } from './layout.ts';

const card = (product: Product): Markup => html`
  <li>
    <a class="card" href="/products/${product.id}">
      <span class="frame">${drawing(product.drawing, product.glaze)}</span>
      <span class="card-name">${product.name}</span>
      <span class="card-price">${won(product.price)}</span>
    </a>
  </li>
`;

/** `/`: everything the shop sells. */
export const frontPage = (): string =>
  page({
    title: '손으로 지은 그릇',
    main: html`
      <div class="front">
        <h1>천천히 마르고,<br />오래 쓰는 그릇</h1>
        <ul class="cards">
          ${PRODUCTS.map(card)}
        </ul>
        <section class="story" id="story" aria-labelledby="story-title">
          <h2 id="story-title">공방 이야기</h2>
          <div>
            <p>
              흙은 서두르면 갈라져요. 온유도예는 한 점을 빚어 보름을 말리고 두 번 구워요. 그래서 한
              달에 마흔 점만 지어요.
            </p>
            <p>
              배송비와 교환, 수선은 그릇값과 따로 결제해요. 결제한 주문을
              <a href="/orders">주문 내역</a>에서 열면 보여요.
            </p>
          </div>
        </section>
      </div>
    `,
  });
