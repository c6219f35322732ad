import { css } from 'lit';

export const statusStyles = css`
  .panel,
  .notice,
  .error {
    display: grid;
  }
  .panel {
    row-gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 6) var(--_pad) calc(var(--_space) * 5);
  }
  [part='status-icon'] {
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--_subtle);
  }
  svg {
    inline-size: 22px;
    block-size: 22px;
  }
  .lost path {
    stroke-dasharray: 3.2 3;
  }
  [part='status-icon'].success {
    background: var(--_success-soft);
    color: var(--_success);
  }
  [part='status-icon'].notice {
    background: var(--_notice-soft);
    color: var(--_notice);
  }
  h3,
  p {
    margin: 0;
  }
  h3 {
    outline: none;
    font-size: 1.125em;
    line-height: 1.4445;
    letter-spacing: -0.012em;
    text-wrap: balance;
  }
  p {
    margin-block-start: 4px;
    color: var(--_muted);
    font-size: 0.9375em;
    line-height: 1.6;
    text-wrap: pretty;
  }
  div.notice,
  .error {
    grid-template-columns: auto 1fr;
    column-gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 4) var(--_pad);
    border-block-end: 1px solid var(--_line);
    background: var(--_subtle);
  }
  .error {
    background: var(--_danger-soft);
  }
  :is(div.notice, .error) [part='status-icon'] {
    inline-size: 20px;
    block-size: 22px;
    background: none;
    color: var(--_muted);
  }
  div.error [part='status-icon'] {
    color: var(--_danger);
  }
  :is(div.notice, .error) svg {
    inline-size: 20px;
    block-size: 20px;
  }
  :is(div.notice, .error) h3 {
    font-size: 0.9375em;
    line-height: 1.4667;
    letter-spacing: inherit;
  }
  :is(div.notice, .error) p {
    margin-block-start: 2px;
    color: inherit;
    font-size: 0.875em;
    line-height: 1.5714;
  }
  .error [part='trace'] {
    color: var(--_muted);
    font-size: 0.8125em;
  }
  dl {
    margin: 0;
    border-block-start: 1px solid var(--_line);
  }
  [part='fact'] {
    display: grid;
    grid-template-columns: minmax(5em, auto) 1fr;
    column-gap: 16px;
    padding-block: 9px;
    border-block-end: 1px solid var(--_line);
    font-size: 0.875em;
    line-height: 1.5715;
  }
  .panel > dl:last-child > :last-child {
    border-block-end: 0;
    padding-block-end: 0;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    margin: 0;
    text-align: end;
  }
  [part='actions'] {
    display: grid;
    gap: 8px;
    margin-block-start: 4px;
  }
  @container (min-width: 480px) {
    .panel {
      grid-template-columns: 40px 1fr;
      column-gap: 16px;
    }
    .panel > * {
      grid-column: 2;
    }
    .panel > [part='status-icon'] {
      grid-area: 1 / 1;
    }
    .panel > .words {
      grid-row: 1;
      padding-block-start: 6px;
    }
    [part='actions']:has(> :nth-child(2):not(.quiet)) {
      grid-template-columns: 1fr 1fr;
    }
    .quiet {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    .panel > [part='status-icon'] {
      border: 1px solid;
    }
  }
`;
