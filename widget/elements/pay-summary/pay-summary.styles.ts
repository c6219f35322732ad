import { css } from 'lit';

export const summaryStyles = css`
  [part='summary'] {
    position: relative;
    padding: calc(var(--_space) * 5) var(--_pad) calc(var(--_space) * 4.5);
    border-block-end: 1px solid var(--_line);
  }
  p {
    margin: 0;
  }
  [part='order-name'] {
    color: var(--_muted);
    font-size: 0.875em;
    line-height: 1.4286;
  }
  [part='amount'] {
    margin-block-start: 2px;
    font-size: 1.625em;
    line-height: 1.2308;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  small {
    font-size: 0.6923em;
    letter-spacing: 0;
    margin-inline-start: 0.08em;
  }
  /* Inside a line of text, so that the line is as high as the words to come. */
  .skeleton {
    display: inline-block;
    vertical-align: middle;
    inline-size: 116px;
    block-size: 0.8em;
  }
  [part='progress'] {
    position: absolute;
    inset-inline: 0;
    inset-block-end: -1px;
    block-size: 2px;
    overflow: clip;
  }
  [part='progress']::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inline-size: 36%;
    border-radius: 2px;
    background: var(--_strong);
    animation: run 1.6s cubic-bezier(0.5, 0.1, 0.4, 0.95) infinite;
  }
  @keyframes run {
    from {
      inset-inline-start: -36%;
    }
    to {
      inset-inline-start: 100%;
    }
  }
  @container (max-width: 339px) {
    [part='amount'] {
      font-size: 1.5em;
    }
  }
  @container (min-width: 480px) {
    [part='summary'] {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 24px;
    }
    .loading {
      align-items: center;
    }
    [part='order-name'] {
      font-size: 0.9375em;
    }
    [part='amount'] {
      margin: 0;
      white-space: nowrap;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='progress']::before {
      animation: none;
      inline-size: 100%;
    }
  }
  @media (forced-colors: active) {
    [part='progress']::before {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
