using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Swarm.Messaging.Placement;

/// <summary>Names one attempt for placement: <c>{task}#{run}.{number}</c>. A lease token is this plus <c>@{fence}</c>, the fence rising with every slot ever given.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Run">0, and one more with each replay.</param>
/// <param name="Number">1..MaxAttempts within the run.</param>
public readonly record struct AttemptId(string TaskId, int Run, int Number)
{
    public override string ToString() => $"{TaskId}#{Run}.{Number}";

    /// <summary>Reads an attempt id, or the attempt id at the front of a lease token.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AttemptId? attempt)
    {
        attempt = null;
        if (text is null)
            return false;
        var end = text.IndexOf('@', StringComparison.Ordinal);
        var span = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        var hash = span.LastIndexOf('#');
        var dot = span.LastIndexOf('.');
        if (hash <= 0 || dot < hash
            || !int.TryParse(span[(hash + 1)..dot], NumberStyles.None, null, out var run)
            || !int.TryParse(span[(dot + 1)..], NumberStyles.None, null, out var number))
            return false;
        attempt = new AttemptId(span[..hash].ToString(), run, number);
        return true;
    }
}
