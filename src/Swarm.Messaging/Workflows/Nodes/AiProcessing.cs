using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Asks an OpenAI-compatible chat service: <c>prompt</c> (with <c>system</c> before it), or <c>messages</c>. Result:
/// <c>{text, model, usage}</c>. Address and key are the host's, so that neither stands in a workflow.
/// </summary>
internal sealed class AiProcessing(NodeHttp http, IOptions<WorkflowOptions> options) : INodeType
{
    private const int MostTokens = 1_000_000;

    public string Name => NodeTypes.AiProcessing;

    public void Check(NodeFields configuration)
    {
        if (options.Value.AiUrl is null)
            configuration.Refuse("prompt", "This host knows no service to ask; set Workflows:AiUrl.");
        var prompt = configuration.Any("prompt");
        var messages = configuration.List("messages");
        if (prompt is null == messages is null && !configuration.IsReference("prompt") && !configuration.IsReference("messages"))
            configuration.Refuse("prompt", "Exactly one of prompt and messages.");
        configuration.Text("prompt");
        configuration.Text("system");
        if (configuration.Text("model") is null && options.Value.AiModel is null && !configuration.IsReference("model"))
            configuration.Refuse("model", "A text, required: the host names no model for all (Workflows:AiModel).");
        if (configuration.Any("temperature") is { } temperature && (temperature.ValueKind != JsonValueKind.Number || temperature.GetDouble() is < 0 or > 2))
            configuration.Refuse("temperature", "A number from 0 to 2.");
        configuration.Whole("maxTokens", 1, MostTokens);
    }

    public string? Destination(JsonElement configuration) => options.Value.AiUrl is { } service ? HttpRequest.Destination(service) : null;

    public async Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        if (options.Value.AiUrl is not { } service)
            throw new NodeConfigurationException("no_ai_service", "This host knows no service to ask; set Workflows:AiUrl.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{service.AbsoluteUri.TrimEnd('/')}/chat/completions"))
        {
            Content = HttpExchange.Json(Body(execution.Configuration)),
        };
        if (options.Value.AiKey is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await HttpExchange.RunAsync(http, request, execution, (answer, bytes) => answer.IsSuccessStatusCode
            ? Read(HttpExchange.Body(answer, bytes)) : HttpExchange.Refused(request, answer, bytes), cancellation).ConfigureAwait(false);
    }

    private JsonElement Body(JsonElement configuration)
    {
        var body = new JsonObject
        {
            ["model"] = HttpRequest.Text(configuration, "model") ?? options.Value.AiModel,
            ["messages"] = configuration.TryGetProperty("messages", out var messages) ? JsonNode.Parse(messages.GetRawText()) : Messages(configuration),
        };
        if (configuration.TryGetProperty("temperature", out var temperature))
            body["temperature"] = temperature.GetDouble();
        if (configuration.TryGetProperty("maxTokens", out var tokens))
            body["max_tokens"] = tokens.GetInt64();
        return JsonSerializer.SerializeToElement(body);
    }

    private static JsonArray Messages(JsonElement configuration)
    {
        var prompt = configuration.GetProperty("prompt");
        var messages = new JsonArray();
        if (HttpRequest.Text(configuration, "system") is { } system)
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = prompt.ValueKind == JsonValueKind.String ? prompt.GetString() : prompt.GetRawText() });
        return messages;
    }

    private static ExecutionOutcome Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0
            || !choices[0].TryGetProperty("message", out var message) || !message.TryGetProperty("content", out var text))
            return new ExecutionOutcome.Failed("bad_answer", $"The service's answer has no choices[0].message.content: {PayloadRules.Show(answer)}", null, Retryable: true);
        var result = new JsonObject { ["text"] = JsonNode.Parse(text.GetRawText()) };
        foreach (var name in (string[])["model", "usage"])
            result[name] = answer.TryGetProperty(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;
        return new ExecutionOutcome.Succeeded(JsonSerializer.SerializeToUtf8Bytes(result));
    }
}
