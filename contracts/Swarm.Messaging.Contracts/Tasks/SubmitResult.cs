namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>One task's answer: exactly one of the two is set.</summary>
public sealed record SubmitResult
{
    public SubmissionAccepted? Accepted { get; init; }

    public CommandRejected? Rejected { get; init; }
}
