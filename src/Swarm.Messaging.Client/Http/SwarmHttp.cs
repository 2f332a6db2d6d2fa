using System.Net;
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
    private readonly HostEndpoint endpoint;
    private readonly HttpClient http = new(HostHandler.Create()) { Timeout = Timeout.InfiniteTimeSpan };

    public SwarmHttp(SwarmClientOptions options)
    {
        this.options = options;
        endpoint = new HostEndpoint(options);
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
        var place = endpoint.Current;
        Stream stream;
        try
        {
            using var request = Addressed(new(HttpMethod.Get, $"api/events?{query}"), place);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (IsStranger(response.StatusCode))
                throw new HttpRequestException($"{place} does not know the token.");
            if (!response.IsSuccessStatusCode)
                throw Broken(place, response.StatusCode, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
            stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            endpoint.Renew(place);
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
        var place = endpoint.Current;
        try
        {
            return await SendAsync<T>(place, make, limit.Token, cancellation).ConfigureAwait(false);
        }
        catch (SwarmClientException e) when (endpoint.Renew(place) && IsUntouched(e))
        {
            // Nobody took it, so it may be said again, to the host that is there now.
            return await SendAsync<T>(endpoint.Current, make, limit.Token, cancellation).ConfigureAwait(false);
        }
    }

    /// <param name="limit">Also cancelled when the time is over.</param>
    private async Task<(T? Answer, CommandRejected? Rejected)> SendAsync<T>(HostEndpoint.Place place, Func<HttpRequestMessage> make, CancellationToken limit, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var request = Addressed(make(), place);
            using var response = await http.SendAsync(request, limit).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return ((await response.Content.ReadFromJsonAsync<T>(Json, limit).ConfigureAwait(false))!, null);
            var body = await response.Content.ReadAsStringAsync(limit).ConfigureAwait(false);
            if (IsStranger(response.StatusCode))
                throw Broken(place, response.StatusCode, body);
            return (null, JsonSerializer.Deserialize<CommandRejected>(body, Json)?.OrThrow() ?? throw Broken(place, response.StatusCode, body));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new SwarmClientException($"The host at {place} did not answer: check that it runs and that this is its address. {e.Message}", true, e);
        }
        catch (JsonException e)
        {
            throw new SwarmClientException($"What answers at {place} is no swarm host: {e.Message}", endpoint.Follows, e);
        }
    }

    private static HttpRequestMessage Addressed(HttpRequestMessage request, HostEndpoint.Place place)
    {
        request.RequestUri = new Uri(place.Root, request.RequestUri!);
        if (place.Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", place.Token);
        return request;
    }

    /// <summary>Another host has the port now, or ours with another token: the right one is about to be in its folder.</summary>
    private bool IsStranger(HttpStatusCode status) => endpoint.Follows && status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    private static bool IsUntouched(SwarmClientException e) =>
        e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.UserAuthenticationError };

    /// <summary>A token given by hand does not become right by waiting; that of the folder does.</summary>
    private SwarmClientException Broken(HostEndpoint.Place place, HttpStatusCode status, string body) => new(
        $"The host at {place} answered {(int)status}: {(body.Length > 300 ? body[..300] : body)}",
        (int)status >= 500 || (IsStranger(status) && options.Token is null),
        IsStranger(status) ? new HttpRequestException(HttpRequestError.UserAuthenticationError, statusCode: status) : null);
}
