using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>A node that was to be undone and is not, and what is said of it. Pure.</summary>
/// <param name="Tried">What undoes it has begun: it may be undone outside all the same.</param>
internal sealed record NotUndoneNode(int Node, string Error, bool Tried)
{
    /// <summary>Warnings past these say nothing new.</summary>
    private const int MostWarnings = 20;

    /// <summary>More in a sentence would help nobody.</summary>
    private const int MostNamed = 5;

    /// <param name="done">How the node ended.</param>
    /// <param name="undone">How its last compensation did, be it that of an earlier execution.</param>
    public static NotUndoneNode Of(int node, NodeRecord? done, NodeRecord? undone) => undone is not null && undone.Run >= (done?.Run ?? 0)
        ? new(node, undone.Error ?? "no reason was given", undone.Attempts > 0)
        : new(node, "not tried: the run was cancelled before", false);

    /// <summary>Of a node whose workflow inside has left something.</summary>
    /// <param name="left">That, at the bottom.</param>
    public static NotUndoneNode Inside(int node, string run, NodeRecord? done, NodeRecord? undone, IReadOnlyList<LeftInside> left) => undone is { Error: { } error } && undone.Run >= (done?.Run ?? 0)
        ? new(node, error, true)
        : new(node, $"what the run {run}, which is inside it, has done and could not undo is not undone{(left.Count == 0 ? "" : $": {string.Join("; ", left.Take(MostNamed).Select(l => l.Error))}")}", true);

    /// <summary>Whether the run has ended in a way by which such a node should be undone; else it counts as done.</summary>
    public static bool Stands(string state) => state is WorkflowStates.Failed or WorkflowStates.Cancelled or WorkflowStates.Compensating;

    /// <summary>What is kept as done, and may not be.</summary>
    public static IReadOnlyList<string> Warnings(WorkflowPlan plan, IReadOnlyList<NotUndoneNode> nodes) => Warnings(
        [.. nodes.Where(node => node.Tried)],
        node => $"{plan.Id(node.Node)} is kept as done, but its compensation was tried before and may have undone it: {node.Error.TrimEnd('.')}. "
            + "A rerun from it has it undone first, under the key of that try, and does it anew.");

    public static IReadOnlyList<string> Warnings<T>(IReadOnlyList<T> kept, Func<T, string> say) =>
        [.. kept.Take(MostWarnings).Select(say), .. kept.Count > MostWarnings ? [$"{kept.Count - MostWarnings} more nodes are kept so."] : Array.Empty<string>()];
}
