namespace Swarm.Messaging.Placement;

/// <summary>A target that gave a task back without having begun it. It is offered to every other target meanwhile.</summary>
/// <param name="Times">In a row; forgotten a minute after <paramref name="Until"/>.</param>
/// <param name="Until">It is not offered to this target before: 1 s after it came back, then 2, 4, 8 and 10 s.</param>
public sealed record ReturnReport(string TargetId, int Times, DateTimeOffset Until)
{
    /// <summary>For whoever asks why it gets none.</summary>
    public override string ToString() => $"returned by {TargetId}{(Times > 1 ? $" ({Times} times in a row)" : "")}, not offered to it again before {Until:O}";
}
