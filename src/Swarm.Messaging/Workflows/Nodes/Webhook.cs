using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Posts <c>body</c>, or the node's input, to <c>url</c>. With a secret it is signed: <c>X-Swarm-Timestamp</c> in seconds and
/// <c>X-Swarm-Signature: sha256=</c> with the HMAC of timestamp, a dot and the body. Result as of http_request. With <c>trigger: true</c> it waits to be called, see <see cref="HeldNodes"/>.
/// </summary>
internal sealed class Webhook(NodeHttp http, IOptions<WorkflowOptions> options, TimeProvider time) : INodeType
{
    private static readonly string[] OfCalls = ["url", "headers", "body"];

    public string Name => NodeTypes.Webhook;

    public void Check(NodeFields configuration)
    {
        // As a trigger it sends nothing: whatever else is said there is refused as unknown.
        if (configuration.Flag("trigger") == true)
            return;
        // A run is planned with its triggers before it has any value.
        if (configuration.IsReference("trigger"))
        {
            configuration.Refuse("trigger", "A literal true for a node that waits to be called, or left out for one that calls: it cannot be taken from the run. For either by the run's values have two nodes, each with a condition.");
            foreach (var name in OfCalls)
                configuration.Any(name);
            return;
        }

        HttpRequest.CheckUrl(configuration);
        HttpRequest.CheckHeaders(configuration, signed: true);
        configuration.Any("body");
    }

    public string? Destination(JsonElement configuration) => HttpRequest.Destination(HttpRequest.Url(configuration));

    public async Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var body = execution.Configuration.TryGetProperty("body", out var given) ? given : execution.Input;
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpRequest.Url(execution.Configuration)) { Content = HttpExchange.Json(body) };
        HttpRequest.AddHeaders(request, execution.Configuration, signed: true);
        if (options.Value.WebhookSecret is { } secret)
            Sign(request, body, secret, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return await HttpExchange.RunAsync(http, request, execution, (answer, bytes) => answer.IsSuccessStatusCode
            ? new ExecutionOutcome.Succeeded(HttpRequest.Result(answer, bytes)) : HttpExchange.Refused(request, answer, bytes), cancellation).ConfigureAwait(false);
    }

    private static void Sign(HttpRequestMessage request, JsonElement body, string secret, string timestamp)
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body.GetRawText()}"));
        request.Headers.Add(Redirects.SignedAt, timestamp);
        request.Headers.Add(Redirects.Signature, $"sha256={Convert.ToHexStringLower(signature)}");
    }
}
