<?php

declare(strict_types=1);

/** `hooks.php/order`, `hooks.php/status` and `hooks.php/notify`: the server's other questions. */

use PayCheckout\SignatureException;

use function PayCheckout\verifyHook;

require __DIR__ . '/set_up.php';

try {
    $hook = verifyHook($hookSecrets, $_SERVER, file_get_contents('php://input'));
} catch (SignatureException $error) {
    reply(401, ['reason' => $error->getMessage()]);
    return;
}

switch ($_SERVER['PATH_INFO'] ?? '') {
    // What is to be paid. The page is never asked.
    case '/order':
        $order = $shop->findOrder($hook['line'], $hook['orderId']);
        if ($order === null) {
            reply(404, ['reason' => 'There is no such order.']);
        } elseif ($order['paid']) {
            reply(409, ['reason' => 'It is already paid.']);
        } else {
            reply(200, ['orderName' => $order['orderName'], 'amount' => $order['amount']]);
        }
        break;

    // What became of a forward whose answer was lost.
    case '/status':
        if ($_SERVER['HTTP_WEBHOOK_ID'] !== 'status.' . ($hook['id'] ?? '')) {
            reply(400, ['reason' => 'This is no question about a forward.']);
            break;
        }
        // Never seen: written down as such, so that it stays true when the forward comes late.
        $isNew = $book->begin($hook['id'], NONE);
        replyKnown($isNew ? NONE : whatBecame($shop, $book, $hook));
        break;

    // Every final state, at least once; paying an order twice must change nothing.
    case '/notify':
        $isTaken = $shop->noticed($hook);
        reply($isTaken ? 200 : 404, ['isTaken' => $isTaken]);
        break;

    default:
        reply(404, ['reason' => 'There is no such address.']);
}
