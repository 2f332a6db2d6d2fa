using System.Buffers;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Connections;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// A request over pooled connections, five redirects at most. Result: <c>{status, headers, body}</c>. A status other than 2xx fails the
/// node, tried again when that may help (408, 429, 5xx), unless <c>anyStatus</c> is true.
/// </summary>
internal sealed class HttpRequest(NodeHttp http) : INodeType
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly HashSet<string> OfConnection = new(["Content-Length", "Transfer-Encoding"], StringComparer.OrdinalIgnoreCase);

    private const string Credentials = "they are not sent from there, and belong into the header Authorization.";

    public string Name => NodeTypes.HttpRequest;

    public void Check(NodeFields configuration)
    {
        CheckUrl(configuration);
        configuration.OneOf("method", Methods);
        CheckHeaders(configuration);
        configuration.Any("body");
        configuration.Flag("anyStatus");
    }

    public string? Destination(JsonElement configuration) => Destination(Url(configuration));

    public async Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var configuration = execution.Configuration;
        using var request = new HttpRequestMessage(new HttpMethod(Text(configuration, "method") ?? "GET"), Url(configuration));
        if (configuration.TryGetProperty("body", out var body))
            request.Content = body.ValueKind == JsonValueKind.String ? new StringContent(body.GetString()!, Encoding.UTF8) : HttpExchange.Json(body);
        AddHeaders(request, configuration);
        var anyStatus = configuration.TryGetProperty("anyStatus", out var any) && any.ValueKind == JsonValueKind.True;
        return await HttpExchange.RunAsync(http, request, execution, (answer, bytes) => anyStatus || answer.IsSuccessStatusCode
            ? new ExecutionOutcome.Succeeded(Result(answer, bytes)) : HttpExchange.Refused(request, answer, bytes), cancellation).ConfigureAwait(false);
    }

    internal static string Destination(Uri url) => $"{url.Host}:{url.Port}";

    internal static void CheckUrl(NodeFields configuration)
    {
        if (configuration.Text("url", required: true, longest: 8_000) is not { } url)
            return;
        if (Parse(url) is not { } address)
            configuration.Refuse("url", "An absolute address that begins with http:// or https://.");
        else if (address.UserInfo.Length > 0)
            configuration.Refuse("url", $"An address without a user and a password: {Credentials}");
    }

    /// <param name="signed">Whether the host signs the request.</param>
    internal static void CheckHeaders(NodeFields configuration, bool signed = false)
    {
        foreach (var header in configuration.Object("headers") is { } headers ? headers.EnumerateObject().ToArray() : [])
        {
            if (header.Value.ValueKind != JsonValueKind.String && !Mapping.References.Is(header.Value))
                configuration.Refuse("headers", $"{header.Name}: a text.");
            else if (Fault(header.Name, header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : "", signed) is { } fault)
                configuration.Refuse("headers", fault);
        }
    }

    /// <summary>A line end in a value would begin a header that nobody has written; what is not ASCII has no agreed form.</summary>
    private static string? Fault(string name, string value, bool signed)
    {
        if (OfConnection.Contains(name))
            return $"{name} says how the body is sent, which the host does by the body that there is: leave it out.";
        if (signed && Redirects.Signed.Contains(name))
            return $"{name} is what the host signs a webhook with (Workflows:WebhookSecret): leave it out, or send a signature of your own with http_request.";
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
            return $"'{PayloadRules.Cut(name)}' is no name of a header: letters, digits and !#$%&'*+-.^_`|~.";
        if (value.Any(c => char.IsControl(c) && c != '\t'))
            return $"{name}: a text without line ends and other control characters.";
        return value.All(char.IsAscii) ? null : $"{name}: a text of ASCII characters alone; others are to be encoded as its reader expects them.";
    }

    internal static Uri Url(JsonElement configuration)
    {
        var url = Parse(Text(configuration, "url") ?? "")
            ?? throw new NodeConfigurationException("bad_configuration", "configuration.url is no absolute http or https address once the run's values are in it.");
        return url.UserInfo.Length == 0
            ? url
            : throw new NodeConfigurationException("bad_configuration", $"configuration.url names a user or a password once the run's values are in it: {Credentials}");
    }

    internal static void AddHeaders(HttpRequestMessage request, JsonElement configuration, bool signed = false)
    {
        if (!configuration.TryGetProperty("headers", out var headers))
            return;
        foreach (var header in headers.EnumerateObject())
        {
            var value = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
            if (Fault(header.Name, value, signed) is { } fault)
                throw new NodeConfigurationException("bad_configuration", $"configuration.headers: {fault}");
            if (request.Headers.TryAddWithoutValidation(header.Name, value))
                continue;
            // Of the body, and so set with it already.
            request.Content?.Headers.Remove(header.Name);
            request.Content?.Headers.TryAddWithoutValidation(header.Name, value);
        }
    }

    internal static string? Text(JsonElement configuration, string name) =>
        configuration.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static byte[] Result(HttpResponseMessage answer, byte[] body)
    {
        var bytes = new ArrayBufferWriter<byte>(body.Length + 512);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", (int)answer.StatusCode);
            writer.WriteStartObject("headers");
            foreach (var header in answer.Headers.Concat(answer.Content.Headers))
                writer.WriteString(header.Key.ToLowerInvariant(), string.Join(", ", header.Value));
            writer.WriteEndObject();
            writer.WritePropertyName("body");
            HttpExchange.Body(answer, body).WriteTo(writer);
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static Uri? Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
