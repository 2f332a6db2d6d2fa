namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>A command was refused and changed nothing. Says every reason at once.</summary>
public sealed record CommandRejected
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The command's name, e.g. <c>SubmitTask</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The id of the task, or of what else the command named, if it could be read.</summary>
    public string? TaskId { get; init; }

    /// <summary>Of commands about workflows, in place of <see cref="TaskId"/>: the run that the command named, if it could be read.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Stable name for programs: <c>invalid</c>, <c>malformed</c>, <c>id_conflict</c>, <c>dependency_cycle</c>, <c>backlog_full</c>, <c>reserved_id</c>, <c>reserved_kind</c>, <c>unknown_operation</c>, <c>too_large</c>, <c>not_found</c>, <c>wrong_state</c>, <c>unavailable</c>, <c>internal</c>; of control messages <c>no_key</c>, <c>unsigned</c>, <c>bad_signature</c>, <c>stale</c>, <c>replayed</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, with the value, why and what to do; one sentence per violation.</summary>
    public required string Message { get; init; }

    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];
}
