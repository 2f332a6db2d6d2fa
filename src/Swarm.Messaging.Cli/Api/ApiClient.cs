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
    /// <summary>For the way there and back when the time of a question is over.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>A timer takes no more than about 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly HttpClient http;
    private readonly HostAddress host;
    private readonly TimeProvider time;

    /// <param name="tell">Gets sentences for people who wait, now and then.</param>
    public ApiClient(HostAddress host, Action<string>? tell = null, TimeProvider? time = null)
    {
        (this.host, this.time) = (host, time ?? TimeProvider.System);
        Remarks = new(tell ?? (_ => { }), this.time);
        // Waiting is bounded by whoever waits: a long poll or an event stream has no natural end.
        http = new HttpClient(HostHandler.Create()) { BaseAddress = host.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (host.Token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
    }

    public HostAddress Host => host;

    public SparseRemarks Remarks { get; }

    /// <summary>What takes longer than <paramref name="atMost"/> and a little is given up.</summary>
    /// <exception cref="UnavailableException">The host has not answered in time.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan atMost, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost < Longest ? atMost + Grace : Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new UnavailableException($"The host at {host.Url} has not answered in time.");
        }
    }

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
            return await AnswerAsync(http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw Gone(e);
        }
    }

    /// <summary>No question asks a host to wait for as long.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(Task<HttpResponseMessage> answer)
    {
        while (true)
        {
            try
            {
                return await answer.WaitAsync(SparseRemarks.Between, time).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                Remarks.Tell($"The host at {host.Url} is there and has not answered for a while. Waiting for it; Ctrl-C ends that.");
            }
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
