using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>Type <c>http</c>: one request. The task's idempotency key goes along, the same on every attempt.</summary>
internal sealed class HttpHandler : IDisposable
{
    private const int MostBytes = FrameLimits.Payload / 2;
    private const int Retryable = 500;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, MaxAutomaticRedirections = 5, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes,
    };

    public async Task<HttpAnswer> RunAsync(HttpPayload payload, WorkerTask task, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(payload.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new WorkerTaskException("invalid_payload", $"payload.url is '{payload.Url}'; it must be an http:// or https:// address.", retryable: false);
        using var request = Request(payload, url, task);
        try
        {
            using var answer = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var text = await TextAsync(answer.Content, cancellation).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            if (status >= Retryable || status is 408 or 429)
                throw new WorkerTaskException("http_error", $"{request.Method} {url} was answered with {status}: {ProcessHandler.Tail(text)}");
            if (!answer.IsSuccessStatusCode && payload.AcceptErrors != true)
                throw new WorkerTaskException("http_refused", $"{request.Method} {url} was answered with {status}: {ProcessHandler.Tail(text)}", retryable: false);
            return new(status, answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase), text);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new WorkerTaskException("response_too_large", $"{request.Method} {url} answered with more than {MostBytes} bytes, which cannot be a result.", retryable: false);
        }
        catch (HttpRequestException e)
        {
            throw new WorkerTaskException("http_error", $"{request.Method} {url} failed: {e.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(HttpPayload payload, Uri url, WorkerTask task)
    {
        try
        {
            var request = new HttpRequestMessage(new HttpMethod(payload.Method ?? (payload.Body is null ? "GET" : "POST")), url);
            if (payload.Body is { } body)
                request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(payload.ContentType ?? "application/json"));
            foreach (var (name, value) in payload.Headers ?? new Dictionary<string, string>())
                Add(request, name, value);
            if (task.IdempotencyKey is { } key && !request.Headers.Contains("Idempotency-Key"))
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            return request;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new WorkerTaskException("invalid_payload", $"payload.method is '{payload.Method}' and payload.contentType '{payload.ContentType}': {e.Message}", retryable: false);
        }
    }

    // A charset that nobody here knows is no reason to lose the answer.
    private static async Task<string> TextAsync(HttpContent content, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        // Without validation so far as to let unusual values pass, not to let one header become two.
        var added = value.AsSpan().ContainsAny('\r', '\n', '\0') ? false
            : request.Headers.TryAddWithoutValidation(name, value) || Replaced(request.Content?.Headers, name, value);
        if (!added)
            throw new WorkerTaskException("invalid_payload", $"payload.headers.{name} is '{value}': no header that a request{(request.Content is null ? " without a body" : "")} can have, or a value of more than one line.", retryable: false);
    }

    private static bool Replaced(HttpContentHeaders? headers, string name, string value)
    {
        headers?.Remove(name);
        return headers?.TryAddWithoutValidation(name, value) == true;
    }
}

/// <param name="Method">Default GET, with a body POST.</param>
/// <param name="AcceptErrors">True: an answer of 4xx is a result like any other.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HttpPayload(string? Method, string? Url, IReadOnlyDictionary<string, string>? Headers, string? Body, string? ContentType, bool? AcceptErrors);

internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);
