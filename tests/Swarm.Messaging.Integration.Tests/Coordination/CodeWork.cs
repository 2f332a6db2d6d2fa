using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>Kind <c>code</c>, as a test wants it: the payload says whether it ends, fails with a message, or runs until it is stopped.</summary>
internal sealed class CodeWork : IElasticExecutor
{
    public const string Fine = """{"do":"work"}""";
    public const string Endless = """{"do":"run for ever"}""";

    public string Kind => "code";

    public IReadOnlyCollection<string> Operations { get; } = ["analyze", "test", "edit"];

    public bool IsOffered => true;

    public bool TellsBegin => false;

    public TimeSpan Grace => TimeSpan.Zero;

    public TargetOffer Offer { get; } = new(10, ["code/*", "wasm"]);

    public static string Failing(string message) => $$"""{"do":"fail","message":"{{message}}"}""";

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        var payload = JsonElement.Parse(execution.Payload.Span);
        if (payload.GetProperty("do").GetString() == "run for ever")
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return payload.TryGetProperty("message", out var message)
            ? new ExecutionOutcome.Failed("broken", message.GetString()!, "at line 1", Retryable: false)
            : new ExecutionOutcome.Succeeded("{}"u8.ToArray());
    }
}
