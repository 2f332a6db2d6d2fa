using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Tasks;

/// <summary>What is said of a task's last error. One that an open breaker kept from a further attempt had failed for a reason of its own before, which says more. Pure.</summary>
internal static class LastErrors
{
    private const string Before = " Before that it failed by itself: ";

    private const int MostBefore = ErrorBounds.Message / 2;

    /// <param name="last">The error of the attempt before.</param>
    public static TaskError Told(TaskError error, string? lastType, string? last)
    {
        if (error.Type != NodeBreakers.OpenError || last is null)
            return error;
        var own = lastType != NodeBreakers.OpenError ? $"{Before}{lastType}: {ErrorBounds.Cut(last, MostBefore)}"
            : last.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at ? last[at..] : "";
        return error with { Message = error.Message + own };
    }
}
