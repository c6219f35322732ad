<?php

declare(strict_types=1);

/** `approve.url`: the provider's callback as it came, by GET or POST, and the envelope around it. */

use PayCheckout\SignatureException;

use function PayCheckout\verifyForward;

require __DIR__ . '/set_up.php';

// Empty for multipart/form-data; payment providers do not send that.
$body = file_get_contents('php://input');
try {
    $envelope = verifyForward($hookSecrets, $_SERVER, $body);
} catch (SignatureException $error) {
    reply(401, ['reason' => $error->getMessage()]);
    return;
}

// The line is drawn before the provider is asked: a second forward finds it, even after a crash.
// A failure in between is no answer at all, and `status` will be asked.
if ($book->begin($envelope['id'])) {
    $query = $_SERVER['QUERY_STRING'] ?? '';
    $answer = $book->keep($envelope['id'], $shop->approve($envelope, $query, $body));
} else {
    $answer = whatBecame($shop, $book, $envelope);
}

// Whoever was told "nothing happened" must not see it happen afterwards.
replyKnown($answer === NONE ? GIVEN_UP : $answer);
