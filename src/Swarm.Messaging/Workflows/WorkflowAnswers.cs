using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Refusals of commands about runs.</summary>
internal static class WorkflowAnswers
{
    /// <summary>Names in one answer.</summary>
    private const int MostAgain = 1_000;

    /// <summary>What is said of the id of anything, said of a run.</summary>
    public static CommandRejected OfRun(CommandRejected rejected) => rejected with { TaskId = null, ExecutionId = rejected.ExecutionId ?? rejected.TaskId };

    public static WorkflowAccepted Accepted(WorkflowSaga saga, WorkflowPlan plan, string state, bool duplicate, IReadOnlyList<string> warnings) => new()
    {
        ExecutionId = saga.Id, WorkflowId = saga.WorkflowId, Duplicate = duplicate, State = state, Nodes = plan.Count,
        Levels = plan.Levels.Count, EstimatedMs = plan.EstimatedMs, Warnings = warnings,
    };

    public static CommandRejected NotFound(string command, string executionId) => new()
    {
        Command = command,
        ExecutionId = executionId,
        Code = "not_found",
        Message = $"There is no run {executionId}. It was never accepted, or it ended and its retention is over.",
    };

    public static CommandRejected NoNode(string command, string executionId, string node) => new()
    {
        Command = command,
        ExecutionId = executionId,
        Code = "not_found",
        Message = $"The run {executionId} has no node {node}; nothing was changed.",
        Violations = [new FieldViolation("nodeId", node, "A node of the workflow.", "not_found")],
    };

    public static CommandRejected NoTrigger(string executionId, string node) => new()
    {
        Command = nameof(CallWorkflow),
        ExecutionId = executionId,
        Code = "invalid",
        Message = $"The node {node} of the run {executionId} waits for no call; nothing was changed.",
        Violations = [new FieldViolation("nodeId", node, "A node of type webhook with trigger: true.", "invalid")],
    };

    public static CommandRejected NotWaiting(WorkflowSaga saga, string node, string state) => new()
    {
        Command = nameof(CallWorkflow),
        ExecutionId = saga.Id,
        Code = "wrong_state",
        Message = $"The node {node} of the run {saga.Id} is {state} and waits for no call now; nothing was changed. Call again when it runs.",
    };

    public static CommandRejected WrongState(string command, WorkflowSaga saga) => new()
    {
        Command = command,
        ExecutionId = saga.Id,
        Code = "wrong_state",
        Message = $"The run {saga.Id} is {saga.CurrentState}, so {command} changed nothing. {Can(saga.CurrentState)}",
    };

    /// <param name="named">Null: from wherever it stopped.</param>
    public static WorkflowChanged RunAgain(WorkflowSaga saga, WorkflowPlan plan, int? named, IReadOnlyList<NodeReset> resets, IReadOnlyList<string> warnings) => new()
    {
        Command = nameof(RerunFrom),
        ExecutionId = saga.Id,
        State = saga.Next,
        Changed = true,
        Again = [.. resets.Take(MostAgain).Select(reset => plan.Id(reset.Node))],
        AgainCount = resets.Count,
        Warnings = warnings.Count == 0 ? null : warnings,
        AgainBesides = named is null ? null : [.. resets.Where(reset => !reset.IsAfterNamed).Take(MostAgain).Select(reset => new WorkflowNodeAgain
        {
            NodeId = plan.Id(reset.Node),
            State = NodeMarks.State(reset.Before),
            Why = WhyAgain(plan, reset),
        })],
    };

    public static CommandRejected NothingToRunAgain(WorkflowSaga saga) => new()
    {
        Command = nameof(RerunFrom),
        ExecutionId = saga.Id,
        Code = "invalid",
        Message = $"The run {saga.Id} is Completed and nothing in it failed, so nothing was changed. Name the node from which it is to run again: nodeId, "
            + $"or 'swarm workflow rerun {saga.Id} --from NODE'.",
        Violations = [new FieldViolation("nodeId", null, "Required where nothing failed: a node of the workflow.", "invalid")],
    };

    public static CommandRejected RunAgainOutside(WorkflowSaga saga) => new()
    {
        Command = nameof(RerunFrom),
        ExecutionId = saga.Id,
        Code = "wrong_state",
        Message = $"The run {saga.Id} is inside the run {saga.Parent!.Workflow}; nothing was changed. Run alone again, its work would be done outside that one, which would neither know nor stop it. "
            + $"Run {saga.Parent.Workflow} again: that takes on what is inside it.",
    };

    public static CommandRejected Conflict(WorkflowSaga saga) => new()
    {
        Command = nameof(SubmitWorkflow),
        ExecutionId = saga.Id,
        Code = "id_conflict",
        Message = $"A run with the id {saga.Id} exists (state {saga.CurrentState}, submitted {saga.SubmittedAt:O}) and asks for something else. "
            + "Nothing was changed. Use a new id, or send exactly the same content to get the existing run.",
        Violations = [new FieldViolation("executionId", saga.Id, "An id names one content for as long as its run is kept.", "id_conflict")],
    };

    private static string WhyAgain(WorkflowPlan plan, NodeReset reset) => reset.Before switch
    {
        NodeMarks.Failed => "It failed.",
        NodeMarks.Cancelled => "It was cancelled.",
        NodeMarks.NotReached => "It was not reached.",
        NodeMarks.Undone => "It was undone.",
        _ => $"It comes after {plan.Id(reset.Source!.Value)}, which runs again.",
    };

    private static string Can(string state) => state switch
    {
        WorkflowStates.Running => "It can be paused or cancelled.",
        WorkflowStates.Waiting => "It can be resumed or cancelled.",
        WorkflowStates.Stopping => "It is coming to its end; then it can be run again.",
        WorkflowStates.Compensating => "What it has done is being undone; that can be cancelled, or it can be run again at its end.",
        _ => "It has ended; it can be run again, from a node or from where it stopped.",
    };
}
