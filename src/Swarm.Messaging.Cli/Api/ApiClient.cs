using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Client.Http;

namespace Swarm.Messaging.Cli.Api;

/// <summary>
/// A host's HTTP API. What it answers is kept as the document it is: <c>--json</c> prints exactly that, tables read from it.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;
    private readonly HostAddress host;

    public ApiClient(HostAddress host)
    {
        this.host = host;
        // Waiting is bounded by whoever waits: a long poll or an event stream has no natural end.
        http = new HttpClient(HostHandler.Create()) { BaseAddress = host.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (host.Token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
    }

    public HostAddress Host => host;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    public Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        PostBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, CliJson.Line), cancellation);

    /// <summary>Sends the bytes as they are: judging them is the host's affair.</summary>
    public Task<JsonElement> PostBytesAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        SendBytesAsync(HttpMethod.Post, path, body, "application/json", cancellation);

    public Task<JsonElement> PutAsync(string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellation) =>
        SendBytesAsync(HttpMethod.Put, path, body, contentType, cancellation);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), cancellation);

    public Task<JsonElement> DeleteAsync<T>(string path, T body, CancellationToken cancellation) =>
        SendBytesAsync(HttpMethod.Delete, path, JsonSerializer.SerializeToUtf8Bytes(body, CliJson.Line), "application/json", cancellation);

    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw Refusal(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
        return await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose() => http.Dispose();

    private Task<JsonElement> SendBytesAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellation) =>
        SendAsync(
            () => new HttpRequestMessage(method, path)
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
            },
            cancellation);

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        using var request = create();
        using var response = await SendAsync(request, cancellation).ConfigureAwait(false);
        var body = await ReadAsync(response, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw Refusal(response.StatusCode, body);
        return body.Length == 0 ? JsonElement.Parse("null") : JsonElement.Parse(body);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw Gone(e);
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw Gone(e);
        }
    }

    private CliException Gone(HttpRequestException e) => new(
        ExitCodes.NoHost,
        $"The host at {host.Url} (from {host.Source}) does not answer: {e.Message}. It may have stopped or been killed. {HostFinder.Advice(host.Folder ?? "./data")}",
        e);

    private SwarmException Refusal(HttpStatusCode status, byte[] body) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new CliException(
            ExitCodes.Rejected,
            $"The host at {host.Url} refused the token ({(host.Token is null ? "none was given" : $"from {host.TokenSource}")}). "
            + $"Give the right one with --token or {HostFinder.TokenVariable}; an embedded host writes it to endpoint.json of its data folder."),
        HttpStatusCode.ServiceUnavailable => new UnavailableException($"The host at {host.Url} cannot work now: {ApiRefusals.Read(status, body).Message}"),
        _ => new RejectedException(ApiRefusals.Read(status, body)),
    };
}
