namespace Swarm.Messaging.Outbox;

/// <summary>Which node of which workflow something was begun for: its end goes there.</summary>
/// <param name="Workflow">The execution's id.</param>
/// <param name="Node">Its number in the definition.</param>
/// <param name="Run">Of the workflow: an end of an earlier run is of no interest any more.</param>
/// <param name="Undo">It is the node's compensation.</param>
/// <param name="Cached">Under which its result is to be kept for others; null for none.</param>
/// <param name="Breaker">The circuit breaker that counts how it ends; null for none.</param>
/// <param name="EffectKey">Under which effects outside know it, where that is not the id of its task: that of the first try, for one that undoes what an earlier run has done, or that was cut off.</param>
/// <param name="Since">Of a workflow inside that goes on from an earlier run of its own: in which run of the outer one it began. Null: in this one.</param>
internal sealed record NodeOrigin(string Workflow, int Node, int Run, bool Undo = false, ResultKey? Cached = null, string? Breaker = null, string? EffectKey = null, int? Since = null)
{
    /// <summary>The same node in the same run of the same workflow, whatever else is known of it.</summary>
    public bool IsSame(NodeOrigin? other) => other is not null && (Workflow, Node, Run, Undo) == (other.Workflow, other.Node, other.Run, other.Undo);
}
