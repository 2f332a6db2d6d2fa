using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Http;

/// <summary>Requests to a host: an answer or a rejection; everything else is an exception that says whether trying again helps.</summary>
internal sealed class SwarmHttp : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
    };

    private readonly SwarmClientOptions options;
    private readonly HttpClient http;

    public SwarmHttp(SwarmClientOptions options)
    {
        this.options = options;
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(options.Address!.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
    }

    public Task<(T? Answer, CommandRejected? Rejected)> PostAsync<T>(string path, object body, CancellationToken cancellation)
        where T : class => PostAsync<T>(path, body, TimeSpan.Zero, cancellation);

    /// <param name="longer">What the host may wait before it answers.</param>
    public Task<(T? Answer, CommandRejected? Rejected)> PostAsync<T>(string path, object body, TimeSpan longer, CancellationToken cancellation)
        where T : class => SendAsync<T>(() => new(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: Json) }, longer, cancellation);

    public Task<(T? Answer, CommandRejected? Rejected)> DeleteAsync<T>(string path, object body, CancellationToken cancellation)
        where T : class => SendAsync<T>(() => new(HttpMethod.Delete, path) { Content = JsonContent.Create(body, body.GetType(), options: Json) }, TimeSpan.Zero, cancellation);

    /// <param name="longer">What the host may wait before it answers.</param>
    public Task<(T? Answer, CommandRejected? Rejected)> GetAsync<T>(string path, TimeSpan longer, CancellationToken cancellation)
        where T : class => SendAsync<T>(() => new(HttpMethod.Get, path), longer, cancellation);

    /// <summary>Until the stream ends.</summary>
    public async IAsyncEnumerable<TaskEvent> EventsAsync(TaskEventFilter? filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = string.Join('&', new[] { ("client", filter?.Client), ("taskId", filter?.TaskId) }
            .Where(f => f.Item2 is not null).Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}"));
        Stream stream;
        try
        {
            var response = await http.GetAsync($"api/events?{query}", HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Broken(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
            stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            yield break;
        }

        await using (stream.ConfigureAwait(false))
        {
            await using var events = SseParser.Create(stream).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(events).ConfigureAwait(false))
                yield return JsonSerializer.Deserialize<TaskEvent>(events.Current.Data, Json)!;
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async Task<(T? Answer, CommandRejected? Rejected)> SendAsync<T>(Func<HttpRequestMessage> make, TimeSpan longer, CancellationToken cancellation)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout + longer);
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return ((await response.Content.ReadFromJsonAsync<T>(Json, limit.Token).ConfigureAwait(false))!, null);
            var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            return (null, JsonSerializer.Deserialize<CommandRejected>(body, Json)?.OrThrow() ?? throw Broken(response.StatusCode, body));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new SwarmClientException($"The host at {options.Address} did not answer: check that it runs and that this is its address. {e.Message}", true, e);
        }
        catch (JsonException e)
        {
            throw new SwarmClientException($"What answers at {options.Address} is no swarm host: {e.Message}", false, e);
        }
    }

    private SwarmClientException Broken(System.Net.HttpStatusCode status, string body) =>
        new($"The host at {options.Address} answered {(int)status}: {(body.Length > 300 ? body[..300] : body)}", (int)status >= 500);
}
