using System.Net.Http.Headers;
using System.Text;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Shipped;

/// <summary>Type <c>http</c>: one request. The task's idempotency key goes along, the same on every attempt.</summary>
internal sealed class HttpHandler : IDisposable
{
    private const int MostBytes = FrameLimits.Payload / 2;
    private const int Retryable = 500;

    private readonly HttpClient http = new(new SocketsHttpHandler { MaxAutomaticRedirections = 5, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes,
    };

    public async Task<HttpAnswer> RunAsync(HttpPayload payload, WorkerTask task, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(payload.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new WorkerTaskException("invalid_payload", $"payload.url is '{payload.Url}'; it must be an http:// or https:// address.", retryable: false);
        using var request = new HttpRequestMessage(new HttpMethod(payload.Method ?? "GET"), url);
        if (payload.Body is { } body)
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(payload.ContentType ?? "application/json"));
        foreach (var (name, value) in payload.Headers ?? new Dictionary<string, string>())
            request.Headers.TryAddWithoutValidation(name, value);
        if (task.IdempotencyKey is { } key && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            using var answer = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            if (status >= Retryable || status is 408 or 429)
                throw new WorkerTaskException("http_error", $"{request.Method} {url} was answered with {status}: {ProcessHandler.Tail(text)}");
            if (!answer.IsSuccessStatusCode && payload.AcceptErrors != true)
                throw new WorkerTaskException("http_refused", $"{request.Method} {url} was answered with {status}: {ProcessHandler.Tail(text)}", retryable: false);
            return new(status, answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase), text);
        }
        catch (HttpRequestException e)
        {
            throw new WorkerTaskException("http_error", $"{request.Method} {url} failed: {e.Message}");
        }
    }

    public void Dispose() => http.Dispose();
}

/// <param name="AcceptErrors">True: an answer of 4xx is a result like any other.</param>
internal sealed record HttpPayload(string? Method, string? Url, IReadOnlyDictionary<string, string>? Headers, string? Body, string? ContentType, bool? AcceptErrors);

internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);
