using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>How an attempt ended. A closed set.</summary>
public abstract record AgentResult
{
    private AgentResult()
    {
    }

    /// <summary>What the service behind the agent said about its budget; null: nothing. The pace of further tasks follows it.</summary>
    public RateLimitFeedback? RateLimit { get; init; }

    /// <param name="Result">Any JSON, at most 1 MiB; larger fails the attempt with <c>result_too_large</c>.</param>
    public sealed record Succeeded(JsonElement? Result) : AgentResult;

    public sealed record Failed(TaskError Error) : AgentResult;

    /// <summary>This agent will never run the task: it is dead-lettered.</summary>
    public sealed record Refused(string Reason) : AgentResult;

    /// <param name="result">Serialised with camelCase names.</param>
    public static AgentResult Ok(object? result = null) => new Succeeded(JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web));

    /// <param name="type">Stable snake-case name.</param>
    /// <param name="message">What happened, with which value, and what to do.</param>
    /// <param name="retryable">False: another attempt would fail the same way. Such failures do not count against the agent.</param>
    public static AgentResult Fail(string type, string message, bool retryable = true) => new Failed(new TaskError(type, message, null, retryable));
}
