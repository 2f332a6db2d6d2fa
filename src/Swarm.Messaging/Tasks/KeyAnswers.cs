using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// What a caller is told whose idempotency key stands for another task than the one that was named: both ids, never the other's answer as if it
/// were the own one's. Pure.
/// </summary>
internal static class KeyAnswers
{
    /// <param name="order">As it was bound.</param>
    public static SubmitResult Tell(SubmitResult result, TaskOrder order) => result switch
    {
        _ when order.RequestedId == order.TaskId || order.IdempotencyKey is null => result,
        { Accepted: { } accepted } when order.RequestedId is { } requested => result with { Accepted = Another(accepted, requested, order.IdempotencyKey) },
        { Rejected: { Code: "id_conflict" } conflict } => result with { Rejected = Conflict(conflict, order.RequestedId, order.IdempotencyKey) },
        { Rejected: { } rejected } when order.RequestedId is { } requested => result with { Rejected = rejected with { TaskId = requested } },
        _ => result,
    };

    private static SubmissionAccepted Another(SubmissionAccepted accepted, string requested, string key) => accepted with
    {
        RequestedTaskId = requested,
        Warnings =
        [
            .. accepted.Warnings,
            $"duplicate_key: the idempotency key {key} stands for the task {accepted.TaskId}, which this answer is about; nothing was begun under the id {requested}. Send another key to have a task of its own.",
        ],
    };

    private static CommandRejected Conflict(CommandRejected conflict, string? requested, string key) => conflict with
    {
        TaskId = requested ?? conflict.TaskId,
        Message = $"The idempotency key {key} stands for the task {conflict.TaskId}, which asks for something else. Nothing was changed"
            + (requested is null ? "" : $", and nothing was begun under the id {requested}")
            + ". Use another key, or send exactly the same content to get the existing task.",
        Violations = [new FieldViolation("idempotencyKey", key, $"A key stands for one content for as long as its task is kept: that of {conflict.TaskId}.", "id_conflict")],
    };
}
