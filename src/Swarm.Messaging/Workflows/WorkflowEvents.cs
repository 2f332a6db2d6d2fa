using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows;

/// <summary>A valid submission. Begins a run, or meets the one that exists.</summary>
internal sealed record WorkflowSubmission(WorkflowOrder Order);

/// <summary>What was begun for a node has ended. Late and repeated ones are known by run and mark.</summary>
/// <param name="Result">JSON; null when there is none.</param>
internal sealed record NodeEnded(NodeOrigin Origin, NodeEnd End, ReadOnlyMemory<byte>? Result);

/// <param name="Node">Null: from wherever it stopped.</param>
/// <param name="Parent">Of a workflow inside: the node that takes it on. Nobody else runs it again.</param>
internal sealed record WorkflowRerun(RerunFrom Command, int? Node, NodeOrigin? Parent = null);

/// <summary>The time of the run that it is inside of is over, and so is its own; one that undoes before it is run again only undoes.</summary>
internal sealed record WorkflowCut(string ExecutionId, string Reason);

/// <summary>Another run is to begin in the place of this one, which is inside of one: what it could not undo is undone before.</summary>
/// <param name="Parent">The node that waits for it.</param>
internal sealed record WorkflowUndoAgain(string ExecutionId, NodeOrigin Parent);

/// <summary>A trigger was called.</summary>
internal sealed record NodeCall(CallWorkflow Command, int Node);

/// <summary>The time of a delay is over, or of waiting for a call.</summary>
internal sealed record DelayDue(int Node);

/// <summary>More nodes could begin than one commit begins.</summary>
internal sealed record MoreDue;

internal sealed record WorkflowAskDue;

/// <summary>What its nodes wait for in the memory of a host nobody there will tell them: it is to ask again, on whichever host, and not only after its interval.</summary>
internal sealed record WorkflowAskSoon(string ExecutionId);

internal sealed record WorkflowTimeoutDue;
