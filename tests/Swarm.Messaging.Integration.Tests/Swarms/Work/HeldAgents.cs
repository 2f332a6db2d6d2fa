using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Swarms.Work;

/// <summary>Agents of alpha and beta; what they are given ends when they may finish.</summary>
internal sealed class HeldAgents : IElasticExecutor
{
    public TaskCompletionSource Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of which swarm each was, in their order.</summary>
    public ConcurrentQueue<string> Began { get; } = new();

    /// <summary>What each execution comes to; null: it succeeds.</summary>
    public ExecutionOutcome? Outcome { get; set; }

    public string Kind => "swarm";

    public IReadOnlyCollection<string> Operations { get; } = ["general"];

    public bool IsOffered => true;

    public bool TellsBegin => true;

    public TimeSpan Grace => TimeSpan.Zero;

    public TargetOffer Offer { get; } = new(10, ["swarm/*", SwarmTag.Of("alpha"), SwarmTag.Of("beta")]);

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        Began.Enqueue(JsonElement.Parse(execution.Payload.Span).GetProperty("swarmId").GetString()!);
        await Finish.Task.WaitAsync(cancellation);
        return Outcome ?? new ExecutionOutcome.Succeeded("{}"u8.ToArray());
    }
}
