namespace Swarm.Messaging.Tasks;

/// <summary>A report that changed nothing.</summary>
/// <param name="Index">Its place in its message, from 0 on.</param>
/// <param name="Code">Stable name for programs: stale_lease (it came too late), not_found, not_the_holder, wrong_attempt, malformed, failed_item, invalid.</param>
/// <param name="Error">Why, as sentences.</param>
internal sealed record RefusedReport(int Index, string? TaskId, string? Kind, string Code, string Error);
