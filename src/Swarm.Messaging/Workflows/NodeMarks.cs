using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Workflows;

/// <summary>How a node stands, as a letter in the run's document.</summary>
internal static class NodeMarks
{
    public const char Pending = 'p';
    public const char Running = 'r';
    public const char Succeeded = 's';
    public const char Failed = 'f';
    public const char Skipped = 'k';
    public const char NotReached = 'x';
    public const char Cancelled = 'c';
    public const char Undone = 'u';

    public static bool IsOpen(char mark) => mark is Pending or Running;

    /// <summary>It stands in the way of what depends on it.</summary>
    public static bool Blocks(char mark) => mark is Failed or NotReached or Cancelled or Undone;

    public static char Of(string state) => state switch
    {
        WorkflowNodeStates.Succeeded => Succeeded,
        WorkflowNodeStates.Cancelled => Cancelled,
        _ => Failed,
    };

    public static string State(char mark) => mark switch
    {
        Pending => WorkflowNodeStates.Pending,
        Running => WorkflowNodeStates.Running,
        Succeeded => WorkflowNodeStates.Succeeded,
        Failed => WorkflowNodeStates.Failed,
        Skipped => WorkflowNodeStates.Skipped,
        NotReached => WorkflowNodeStates.NotReached,
        Cancelled => WorkflowNodeStates.Cancelled,
        Undone => WorkflowNodeStates.Compensated,
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "A mark without a meaning."),
    };
}
