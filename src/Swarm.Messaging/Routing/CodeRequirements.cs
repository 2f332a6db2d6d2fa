using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>What a code task needs of its target, in placement's words.</summary>
public static class CodeRequirements
{
    public const string Kind = "code";

    /// <summary>Tag of pools of WebAssembly instances.</summary>
    public const string Wasm = "wasm";

    public const string Agent = "agent";

    /// <summary>Tag of agents that need little memory for much content.</summary>
    public const string Streaming = "streaming";

    /// <summary>e.g. <c>rs:analyze</c>: modules and agents declare it, and routes are counted by it.</summary>
    public static string Pair(TaskClassification task) => $"{task.FileType}:{task.OperationType}";

    public static bool IsUnknown(TaskClassification task) => task.FileType == FileTypes.Unknown || task.OperationType == OperationTypes.Unknown;

    /// <summary>Worth points to the resource-based strategy.</summary>
    public static string Speciality(TaskClassification task) => "spec:" + task.FileType;

    /// <summary>
    /// Any active agent may get unknown work. Those that take it of themselves, by having no list or by <c>unknown</c> or <c>*</c> in it, say so
    /// and come first.
    /// </summary>
    public static IReadOnlyList<string> Prefer(TaskClassification task) => IsUnknown(task) ? [$"suits:{Pair(task)}"] : [];

    public static IReadOnlyList<string> Favour(TaskClassification task) => task.ResourceRequirements.Wasm ? [Wasm] : [];

    /// <summary>Of a task that has not run yet: whoever declares its pair, be it a module or an agent.</summary>
    public static Requirements Of(TaskClassification task, IReadOnlyList<string>? tags = null) =>
        new(Kind, Pair(task), tags, null, Prefer(task), Favour(task));
}
