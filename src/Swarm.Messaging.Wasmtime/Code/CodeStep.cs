using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>What an operation wants next. A closed set.</summary>
internal abstract record CodeStep
{
    private CodeStep()
    {
    }

    /// <param name="Operation">The module's own name of it.</param>
    /// <param name="Answer">Makes the task's outcome of what the guest returned.</param>
    public sealed record Call(
        string Operation, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Request, Func<byte[], ExecutionOutcome> Answer) : CodeStep;

    /// <summary>Decided without a guest.</summary>
    public sealed record End(ExecutionOutcome Outcome) : CodeStep;
}
