<?php

declare(strict_types=1);

/**
 * What a backend needs for the pay-checkout server: checks of its requests, and order tickets.
 *
 * PHP 8.1 or newer, no extension. Hand over $_SERVER and the body's bytes as they came:
 * `file_get_contents('php://input')`.
 */

namespace PayCheckout;

const LONGEST_AGE = 5 * 60;
const LONGEST_TICKET_LIFE = 24 * 3600;

/** Not sent by anybody who has the secret, or too long ago, or altered. Answer 401, do nothing. */
final class SignatureException extends \RuntimeException
{
}

/**
 * Checks a hook (`order`, `confirm`, `status`, `notify`) and returns its JSON.
 *
 * @param string|list<string> $secrets `hookSecret` of the configuration, or several while one takes
 *                                     over from another
 * @param array<string, mixed> $server $_SERVER
 * @return array<string, mixed>
 * @throws SignatureException
 */
function verifyHook(string|array $secrets, array $server, string $body, ?int $now = null): array
{
    verifySignature($secrets, $server, $body, $now);
    return json_decode($body, true, flags: JSON_THROW_ON_ERROR);
}

/**
 * Checks a forwarded callback and returns the envelope it came with.
 *
 * The envelope is the server's word. The request around it is the provider's, to the byte, and is
 * held against the envelope. The same forward may come again, under the same `id`.
 *
 * @param string|list<string> $secrets as above
 * @param array<string, mixed> $server $_SERVER
 * @return array<string, mixed>
 * @throws SignatureException
 */
function verifyForward(string|array $secrets, array $server, string $body, ?int $now = null): array
{
    $text = textOf($server, 'HTTP_PAY_CHECKOUT_ENVELOPE');
    verifySignature($secrets, $server, $text, $now);
    $envelope = json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    $came = [
        'id' => textOf($server, 'HTTP_WEBHOOK_ID'),
        'httpMethod' => textOf($server, 'REQUEST_METHOD'),
        'query' => textOf($server, 'QUERY_STRING'),
        'contentType' => textOf($server, 'CONTENT_TYPE'),
        'bodySha256' => hash('sha256', $body),
    ];
    foreach ($came as $name => $value) {
        if (($envelope[$name] ?? null) !== $value) {
            throw new SignatureException("$name is not what was forwarded");
        }
    }
    return $envelope;
}

/**
 * A ticket for `order-ticket` of the tag: the order and its price, signed.
 *
 * @param array<string, mixed> $claims line, orderId, orderName, amount; url, taxFreeAmount and methods
 *                                     if you like
 * @param string $secret one of `ticketSecrets` of the configuration
 * @param string $audience `publicUrl` of the configuration
 */
function createOrderTicket(
    array $claims,
    string $secret,
    string $audience,
    int $lifeSeconds = 3600,
    ?int $now = null,
): string {
    if ($lifeSeconds <= 0 || $lifeSeconds > LONGEST_TICKET_LIFE) {
        throw new \ValueError('a ticket lives for a day at most');
    }
    $key = base64_decode(strtr($secret, '-_', '+/'), true);
    if ($key === false || strlen($key) < 32) {
        throw new \ValueError('the secret of tickets has 32 bytes or more');
    }
    $issued = $now ?? time();
    $times = ['aud' => $audience, 'iat' => $issued, 'exp' => $issued + $lifeSeconds];
    $json = static fn (array $part): string => json_encode($part, JSON_THROW_ON_ERROR);
    $signed = base64Url($json(['alg' => 'HS256', 'typ' => 'pc-order+jwt']))
        . '.' . base64Url($json($times + $claims));
    return $signed . '.' . base64Url(hash_hmac('sha256', $signed, $key, true));
}

/** @param string|list<string> $secrets */
function verifySignature(string|array $secrets, array $server, string $payload, ?int $now): void
{
    $id = textOf($server, 'HTTP_WEBHOOK_ID');
    $timestamp = textOf($server, 'HTTP_WEBHOOK_TIMESTAMP');
    if ($id === '' || preg_match('/\A[0-9]{1,12}\z/', $timestamp) !== 1) {
        throw new SignatureException("the signature's headers are missing");
    }
    if (abs(($now ?? time()) - (int) $timestamp) > LONGEST_AGE) {
        throw new SignatureException('signed too long ago, or by a clock that is wrong');
    }
    foreach ((array) $secrets as $secret) {
        $key = base64_decode(preg_replace('/\Awhsec_/', '', $secret), true);
        if ($key === false || $key === '') {
            throw new \ValueError('a hook secret is whsec_ and base64');
        }
        $mac = hash_hmac('sha256', "$id.$timestamp.$payload", $key, true);
        $expected = 'v1,' . base64_encode($mac);
        foreach (explode(' ', textOf($server, 'HTTP_WEBHOOK_SIGNATURE')) as $signature) {
            if (hash_equals($expected, $signature)) {
                return;
            }
        }
    }
    throw new SignatureException('no signature of ours');
}

function textOf(array $server, string $name): string
{
    $value = $server[$name] ?? '';
    return is_string($value) ? $value : '';
}

function base64Url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}
