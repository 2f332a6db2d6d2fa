using Swarm.Messaging.Wasmtime.Code.Analyze;
using Swarm.Messaging.Wasmtime.Code.Create;
using Swarm.Messaging.Wasmtime.Code.Edit;
using Swarm.Messaging.Wasmtime.Code.Optimize;
using Swarm.Messaging.Wasmtime.Code.Refactor;
using Swarm.Messaging.Wasmtime.Code.Test;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>The operations of kind <c>code</c>, whoever runs them: a shipped module, a user's own, or an agent.</summary>
internal static class CodeOperations
{
    public static IReadOnlyList<ICodeOperation> All { get; } =
        [new AnalyzeOperation(), new RefactorOperation(), new EditOperation(), new CreateOperation(), new OptimizeOperation(), new TestOperation()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(operation => operation.Name)];

    public static ICodeOperation? Find(string name) => All.FirstOrDefault(operation => operation.Name == name);
}
