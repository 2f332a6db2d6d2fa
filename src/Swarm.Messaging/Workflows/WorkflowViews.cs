using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How a run is shown. Pure.</summary>
internal static class WorkflowViews
{
    private const string CompensationFailed = "compensation_failed";

    public static WorkflowSummary Summary(WorkflowSaga saga) => new()
    {
        ExecutionId = saga.Id,
        WorkflowId = saga.WorkflowId,
        Client = saga.Client,
        State = saga.CurrentState,
        ParentExecutionId = saga.Parent?.Workflow,
        Rank = saga.Rank,
        SubmittedAt = saga.SubmittedAt,
        EndedAt = saga.EndedAt,
        Reason = saga.Reason,
        Counts = saga.Marks.GroupBy(NodeMarks.State).ToDictionary(g => g.Key, g => g.Count()),
    };

    /// <param name="left">Nodes that were to be undone and are not.</param>
    /// <param name="inside">Those of runs inside, however deep.</param>
    /// <param name="paused">Runs inside that were paused by themselves.</param>
    /// <param name="awaited">Tasks whose results nodes wait for instead of running.</param>
    /// <param name="results">Null: not asked for.</param>
    public static WorkflowDetails Details(
        WorkflowSaga saga, long version, WorkflowPlan plan, IReadOnlyDictionary<string, NodeRecord> records,
        IReadOnlyList<NotUndoneNode> left, IReadOnlyList<LeftInside> inside, IReadOnlyDictionary<int, string> paused, IReadOnlyDictionary<int, string> awaited, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? results, IReadOnlyList<StoredTimelineEntry> timeline, DateTimeOffset now)
    {
        var summary = Summary(saga);
        var stands = NotUndoneNode.Stands(saga.CurrentState);
        // Of what a rerun keeps, what was never tried is as done as any.
        var notUndone = left.Where(l => (stands || l.Tried) && !NodeMarks.IsOpen(saga.Marks[l.Node])).ToDictionary(l => l.Node, l => l.Error);
        var nodes = Enumerable.Range(0, plan.Count).Select(node => (Node: node, Record: RecordOf(saga, records, node))).ToList();
        return new WorkflowDetails
        {
            ExecutionId = summary.ExecutionId,
            WorkflowId = summary.WorkflowId,
            Client = summary.Client,
            State = summary.State,
            ParentExecutionId = summary.ParentExecutionId,
            Rank = summary.Rank,
            SubmittedAt = summary.SubmittedAt,
            EndedAt = summary.EndedAt,
            Reason = summary.Reason,
            Counts = summary.Counts,
            Version = version,
            Success = saga.EndedAt is null ? null : saga.CurrentState == WorkflowStates.Completed,
            Run = saga.Run,
            Policy = saga.ContinueOnFailure ? "continue" : "stop",
            EnableDistributed = !saga.OneByOne,
            TimeoutMs = saga.TimeoutMs,
            TotalExecutionTimeMs = Math.Max(0, (long)((saga.EndedAt ?? now) - saga.BegunAt).TotalMilliseconds),
            EstimatedMs = plan.EstimatedMs,
            Partitions = plan.Partitions(),
            ExecutionOrder = [.. plan.Levels.Select((_, level) => (IReadOnlyList<string>)[WorkflowPlan.PartitionId(level)])],
            Nodes = [.. nodes.Select(n => Status(saga, plan, n.Node, n.Record, awaited.GetValueOrDefault(n.Node)) with { CompensationError = notUndone.GetValueOrDefault(n.Node), PausedInside = paused.GetValueOrDefault(n.Node) })],
            Results = nodes.Where(n => n.Record is not null).ToDictionary(n => plan.Id(n.Node), n => Result(saga, plan, n.Node, n.Record!, results)),
            Stats = Stats(saga, plan, nodes.Count(n => FailedAndUndone(saga, n.Node, n.Record))),
            Errors = [.. nodes.Where(n => saga.Marks[n.Node] == NodeMarks.Failed || FailedAndUndone(saga, n.Node, n.Record) || (saga.Marks[n.Node] == NodeMarks.Cancelled && saga.Stop is StopCauses.NodeFailed or StopCauses.Timeout && n.Record is { ErrorType: not NodeRecord.Stopped }))
                .Select(n => new WorkflowError(WorkflowPlan.PartitionId(plan.Level[n.Node]), plan.Id(n.Node), n.Record?.Error ?? saga.Reason ?? "", n.Record?.ErrorType)),
                .. saga.NotUndone.Where(_ => stands).Select(node => new WorkflowError(
                    WorkflowPlan.PartitionId(plan.Level[node]), plan.Id(node), $"Its compensation failed, and it is not undone: {notUndone.GetValueOrDefault(node)}", CompensationFailed))],
            Warnings = stands ? [] :
            [
                .. NotUndoneNode.Warnings(plan, [.. left.Where(l => saga.Marks[l.Node] == NodeMarks.Succeeded && !saga.Inside.ContainsKey(l.Node))]),
                .. LeftInside.Warnings(plan, [.. inside.Where(l => saga.Marks[l.Node] == NodeMarks.Succeeded || NodeMarks.IsOpen(saga.Marks[l.Node]))], node => saga.Marks[node] == NodeMarks.Succeeded),
                .. left.Where(l => saga.Marks[l.Node] == NodeMarks.Skipped).Select(l => $"{plan.Id(l.Node)} is skipped now, and is not undone: {l.Error}"),
            ],
            Timeline = [.. timeline.Select(TaskViews.Timeline)],
        };
    }

    /// <summary>Its work was done and is undone, and yet it had failed: where its edges lead could not be asked.</summary>
    private static bool FailedAndUndone(WorkflowSaga saga, int node, NodeRecord? record) => saga.Marks[node] == NodeMarks.Undone && record?.Error is not null;

    private static WorkflowStats Stats(WorkflowSaga saga, WorkflowPlan plan, int failedAndUndone)
    {
        var (good, bad) = (
            saga.Marks.Count(m => m is NodeMarks.Succeeded or NodeMarks.Undone) - failedAndUndone, saga.Marks.Count(m => m == NodeMarks.Failed) + failedAndUndone);
        return new(
            plan.Count, good, bad, good + bad == 0 ? 0 : Math.Round((double)good / (good + bad), 4),
            plan.Levels.Count(level => level.All(node => !NodeMarks.IsOpen(saga.Marks[node]) && saga.Marks[node] != NodeMarks.NotReached)));
    }

    private static WorkflowNodeStatus Status(WorkflowSaga saga, WorkflowPlan plan, int node, NodeRecord? record, string? awaited) => new()
    {
        NodeId = plan.Id(node),
        Type = plan.Node(node).Type!,
        State = NodeMarks.State(saga.Marks[node]),
        Level = plan.Level[node],
        Attempts = record?.Attempts ?? 0,
        StartedAt = record?.StartedAt,
        EndedAt = record?.EndedAt,
        Cached = record?.Cached == true,
        WaitsFor = awaited,
        TaskId = awaited is not null || record?.Cached == true || plan.Node(node).Type == NodeTypes.SubWorkflow || HeldNodes.Holds(plan.Node(node)) || saga.Marks[node] is not (NodeMarks.Running or NodeMarks.Succeeded or NodeMarks.Failed or NodeMarks.Undone)
            ? null : WorkflowIds.Task(new NodeOrigin(saga.Id, node, record?.Run ?? saga.Run)),
        Error = record?.Error,
        ErrorType = record?.ErrorType,
    };

    private static WorkflowNodeResult Result(
        WorkflowSaga saga, WorkflowPlan plan, int node, NodeRecord record, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? results)
    {
        var success = saga.Marks[node] is NodeMarks.Succeeded or NodeMarks.Undone && !FailedAndUndone(saga, node, record);
        return new WorkflowNodeResult
        {
            Success = success,
            Status = success ? "success" : "error",
            Data = success && results?.TryGetValue(WorkflowCollections.Field(node), out var data) == true ? JsonElement.Parse(data.Span) : null,
            Error = success ? null : record.Error,
            ErrorType = success ? null : record.ErrorType,
            NodeId = plan.Id(node),
            Timestamp = record.EndedAt,
            Cached = success && record.Cached,
            Duration = record.StartedAt is { } started ? Math.Max(0, (long)(record.EndedAt - started).TotalMilliseconds) : 0,
        };
    }

    /// <summary>Of a node that is to run again nothing is known yet, whatever an earlier run left.</summary>
    private static NodeRecord? RecordOf(WorkflowSaga saga, IReadOnlyDictionary<string, NodeRecord> records, int node) =>
        saga.Marks[node] is NodeMarks.Succeeded or NodeMarks.Failed or NodeMarks.Cancelled or NodeMarks.Undone
            ? records.GetValueOrDefault(WorkflowCollections.Field(node)) : null;
}
