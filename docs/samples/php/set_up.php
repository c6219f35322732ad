<?php

declare(strict_types=1);

/** The secrets, the shop and the answers, for the files that are called from outside. */

require_once __DIR__ . '/pay_checkout.php';
require_once __DIR__ . '/shop.php';

// Several, with a blank in between, while one takes over from another.
$hookSecrets = explode(' ', setting('PAY_HOOK_SECRET'));
$db = new PDO(setting('PAY_DATABASE'), options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$shop = new Shop($db);
$book = new AnswerBook($db);

const NONE = ['outcome' => 'none'];
const GIVEN_UP = [
    'outcome' => 'declined',
    'code' => 'GIVEN_UP',
    'message' => '결제 시간이 지났어요.',
];

function setting(string $name): string
{
    $value = getenv($name);
    return is_string($value) && $value !== '' ? $value : throw new RuntimeException("Set $name.");
}

/** Null as long as nobody can say: it may be under way, or a crash came in between. */
function whatBecame(Shop $shop, AnswerBook $book, array $envelope): ?array
{
    $kept = $book->answerTo($envelope['id']);
    if ($kept !== null && $kept['outcome'] !== 'awaiting-deposit') {
        return $kept;
    }
    $found = $shop->lookUp($envelope);
    return $found === null ? $kept : $book->keep($envelope['id'], $found);
}

/** Anything but 200 is a doubt, and asked about again. Never guess: it is somebody's money. */
function replyKnown(?array $answer): void
{
    $answer === null ? reply(503, ['reason' => 'Not known yet.']) : reply(200, $answer);
}

function reply(int $status, array $answer): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($answer, JSON_THROW_ON_ERROR);
}
