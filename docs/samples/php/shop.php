<?php

declare(strict_types=1);

/**
 * What your shop has already. Here it is a toy: three orders, an approval that says yes, and a book
 * in SQLite. Replace all of it; the names are what callback.php and hooks.php call.
 */

require_once __DIR__ . '/pay_checkout.php';

final class Shop
{
    private const ORDERS = [
        'A-1001' => ['달항아리 머그', 48000],
        'A-1002' => ['분청 접시', 24000],
        'A-1003' => ['백자 다관', 96000],
    ];

    public function __construct(private readonly PDO $db)
    {
        $db->exec('create table if not exists paid (order_id varchar(40) primary key)');
    }

    /** @return array{orderName: string, amount: array, paid: bool}|null */
    public function findOrder(string $line, string $orderId): ?array
    {
        if ($line !== 'order' || !isset(self::ORDERS[$orderId])) {
            return null;
        }
        [$orderName, $won] = self::ORDERS[$orderId];
        $row = $this->db->prepare('select count(*) from paid where order_id = ?');
        $row->execute([$orderId]);
        $amount = ['value' => $won, 'currency' => 'KRW'];
        return ['orderName' => $orderName, 'amount' => $amount, 'paid' => $row->fetchColumn() > 0];
    }

    /**
     * The approval that you have: reads what the provider sent, asks the provider for the money. An
     * exception is the truth where the provider did not answer: nobody knows then, and `status` will
     * be asked.
     */
    public function approve(array $envelope, string $query, string $body): array
    {
        $order = $this->findOrder($envelope['line'], $envelope['orderId']);
        if ($order === null || $order['paid'] || $order['amount'] != $envelope['amount']) {
            return declined('ORDER_NOT_PAYABLE', '결제할 수 없는 주문이에요.');
        }
        // $_GET and $_POST are as good; this provider writes EUC-KR.
        parse_str("$query&$body", $fields);
        ['resultCode' => $code, 'resultMsg' => $message] = array_filter($fields, 'is_string')
            + ['resultCode' => '0000', 'resultMsg' => ''];
        if ($code !== '0000') {
            return declined($code, iconv('EUC-KR', 'UTF-8', $message) ?: '');
        }
        // Here your code calls the provider, with $envelope['providerOrderId'],
        // $envelope['providerState'] and the fields.
        $this->pay($envelope['orderId']);
        error_log("approved {$envelope['id']}");
        return [
            'outcome' => 'approved',
            'transactionId' => 'T-' . bin2hex(random_bytes(8)),
            'amount' => $order['amount'],
        ];
    }

    /**
     * Asks the provider what became of an approval. Only what is final: null while it may still be
     * under way, or the provider does not know. A deposit that came is `approved`.
     */
    public function lookUp(array $envelope): ?array
    {
        return null;
    }

    /** Whether the order is known; what nobody knows is sent again, and seen in the logs. */
    public function noticed(array $notice): bool
    {
        $order = $this->findOrder($notice['line'], $notice['orderId']);
        if ($order === null) {
            return false;
        }
        if ($notice['state'] === 'approved' && $order['amount'] == $notice['amount']) {
            $this->pay($notice['orderId']);
        }
        error_log("noticed {$notice['orderId']} {$notice['state']}");
        return true;
    }

    private function pay(string $orderId): void
    {
        insert($this->db, 'insert into paid values (?)', [$orderId]);
    }
}

/**
 * What was answered to which forward. Keep the rows for as long as payments are asked about: a month,
 * and of an account until it is over. Its primary key is what lets one forward approve once, on many
 * machines too.
 */
final class AnswerBook
{
    public function __construct(private readonly PDO $db)
    {
        $db->exec(
            'create table if not exists payment_forward (id varchar(100) primary key, answer text)',
        );
    }

    /** Whether it is new. */
    public function begin(string $id, ?array $answer = null): bool
    {
        $text = $answer === null ? null : json_encode($answer, JSON_THROW_ON_ERROR);
        return insert($this->db, 'insert into payment_forward values (?, ?)', [$id, $text]);
    }

    public function answerTo(string $id): ?array
    {
        $row = $this->db->prepare('select answer from payment_forward where id = ?');
        $row->execute([$id]);
        $text = $row->fetchColumn();
        return is_string($text) ? json_decode($text, true, flags: JSON_THROW_ON_ERROR) : null;
    }

    /** The first final answer stays, whoever comes second. Returns the one that stays. */
    public function keep(string $id, array $answer): array
    {
        $this->db
            ->prepare(
                'update payment_forward set answer = ?'
                . " where id = ? and (answer is null or answer like '%\"awaiting-deposit\"%')",
            )
            ->execute([json_encode($answer, JSON_THROW_ON_ERROR), $id]);
        return $this->answerTo($id) ?? $answer;
    }
}

/** Whether the key was new. */
function insert(PDO $db, string $sql, array $values): bool
{
    try {
        return $db->prepare($sql)->execute($values);
    } catch (PDOException $error) {
        // Class 23: the key is there already.
        return str_starts_with((string) $error->getCode(), '23') ? false : throw $error;
    }
}

function declined(string $code, string $message): array
{
    return ['outcome' => 'declined', 'code' => $code, 'message' => $message];
}
