<?php

declare(strict_types=1);

/** A page that carries its order in a ticket, so that the server need not ask for it: `?id=A-1001`. */

use function PayCheckout\createOrderTicket;

require __DIR__ . '/set_up.php';

$orderId = (string) ($_GET['id'] ?? '');
$order = $shop->findOrder('order', $orderId);
if ($order === null) {
    reply(404, ['reason' => 'There is no such order.']);
    return;
}
// `publicUrl` of the pay-checkout server.
$publicUrl = setting('PAY_PUBLIC_URL');
$ticket = createOrderTicket(
    [
        'line' => 'order',
        'orderId' => $orderId,
        'orderName' => $order['orderName'],
        'amount' => $order['amount'],
    ],
    setting('PAY_TICKET_SECRET'),
    $publicUrl,
);
header('Cache-Control: no-store');
?>
<!doctype html>
<title>Order</title>
<script type="module" src="<?= htmlspecialchars($publicUrl) ?>/widget/pay-checkout.js"></script>
<pay-checkout order-ticket="<?= $ticket ?>"></pay-checkout>
