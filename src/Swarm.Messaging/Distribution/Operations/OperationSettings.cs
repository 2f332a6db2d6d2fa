using System.Text.RegularExpressions;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>An operation as an operator wants it; what is left out is as the catalogue has it, or as for an unknown one.</summary>
public sealed partial record OperationSettings
{
    /// <summary>1 critical .. 5 background.</summary>
    public int? Urgency { get; init; }

    /// <summary>1..86,400,000 ms.</summary>
    public int? EstimateMs { get; init; }

    public bool? Session { get; init; }

    public bool? Batchable { get; init; }

    public bool? Repeatable { get; init; }

    /// <returns>Null when it can be.</returns>
    internal static string? Fault(string name, OperationSettings settings) =>
        !Name().IsMatch(name) ? "is no name of an operation: 1 to 64 characters of a-z 0-9 . _ -"
        : settings.Urgency is < 1 or > 5 ? $"has urgency {settings.Urgency}; 1 (critical) to 5 (background)."
        : settings.EstimateMs is < 1 or > 86_400_000 ? $"has estimateMs {settings.EstimateMs}; 1 to 86400000."
        : null;

    internal CrmOperation Over(CrmOperation known) => new(
        known.Name, Urgency ?? known.Urgency, EstimateMs ?? known.EstimateMs, Session ?? known.Session, Batchable ?? known.Batchable, Repeatable ?? known.Repeatable);

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
