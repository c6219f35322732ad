import { css } from 'lit';

export const buttonStyles = css`
  .zone {
    padding: calc(var(--_space) * 4) var(--_pad);
  }
  [aria-disabled='true']:not([aria-busy='true']) {
    background: var(--_subtle);
    border-color: transparent;
    color: var(--_faint);
    cursor: default;
  }
  [part='hint'] {
    margin: calc(var(--_space) * 2.5) 0 0;
    color: var(--_muted);
    font-size: 0.8125em;
    line-height: 1.5385;
    min-block-size: 1.5385em;
    text-align: center;
    text-wrap: balance;
  }
  [part='spinner'] {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    border: 2px solid color-mix(in oklab, currentColor 30%, transparent);
    border-block-start-color: currentColor;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='spinner'] {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    [aria-disabled='true']:not([aria-busy='true']) {
      color: GrayText;
      border-color: GrayText;
    }
  }
`;
