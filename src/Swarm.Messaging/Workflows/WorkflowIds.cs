using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows;

/// <summary>The ids of runs, and of what is begun for their nodes.</summary>
internal static class WorkflowIds
{
    /// <summary>Leaves room for a node's number in the id of its task.</summary>
    public const int LongestExecutionId = 100;

    private const string UndoEnd = "~undo";

    private static readonly Guid Namespace = new("5f6a1f0e-9a63-4a0c-8b1d-2f1d3c4b5a69");

    public static Guid Correlation(string executionId) => NameGuid.Create(Namespace, $"{WorkflowDefinition.TypeName}:{executionId}");

    /// <summary>Null for timers, which only items raise.</summary>
    public static string? Of(object sagaEvent) => sagaEvent switch
    {
        WorkflowSubmission submission => submission.Order.ExecutionId,
        NodeEnded ended => ended.Origin.Workflow,
        CancelWorkflow cancel => cancel.ExecutionId,
        WorkflowCut cut => cut.ExecutionId,
        WorkflowUndoAgain undo => undo.ExecutionId,
        PauseWorkflow pause => pause.ExecutionId,
        ResumeWorkflow resume => resume.ExecutionId,
        NodeCall call => call.Command.ExecutionId,
        WorkflowAskSoon soon => soon.ExecutionId,
        WorkflowRerun rerun => rerun.Command.ExecutionId,
        _ => null,
    };

    /// <summary>Of a submission that names none. One that comes by message has the same id however often the message comes.</summary>
    public static string Generate(string workflowId, string? messageId, DateTimeOffset now) => messageId is null
        ? $"exec_{Cut(workflowId)}_{now.ToUnixTimeMilliseconds()}_{Guid.NewGuid().ToString("N")[..8]}"
        : $"exec_{Cut(workflowId)}_{Hash(messageId)[..20]}";

    /// <summary>No id that a caller may choose has the sign between its parts, so that no two nodes, and no node and a caller, ever mean the same.</summary>
    public static string Task(NodeOrigin origin) =>
        $"{origin.Workflow}~{origin.Node}{(origin.Run == 0 ? "" : $"~{origin.Run}")}{(origin.Undo ? UndoEnd : "")}";

    /// <summary>Whether a task with that id undoes a node, or belongs to a workflow that does.</summary>
    public static bool IsUndo(string taskId) => taskId.Contains(UndoEnd, StringComparison.Ordinal);

    /// <summary>Shows what its tasks belong to, however deep inside.</summary>
    public static string SubWorkflow(NodeOrigin origin)
    {
        var task = Task(origin with { Run = origin.Since ?? origin.Run });
        return $"sub~{Hash(task)[..32]}{(IsUndo(task) ? UndoEnd : "")}";
    }

    private static string Cut(string workflowId) => workflowId.Length <= 60 ? workflowId : workflowId[..60];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
