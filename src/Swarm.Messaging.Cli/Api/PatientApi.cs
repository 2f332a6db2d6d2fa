using System.Text.Json;

namespace Swarm.Messaging.Cli.Api;

/// <summary>The API for whoever stays until something is done: a host that cannot work now is asked again until it can, one that is silent is waited for. That is told, again every 30 s.</summary>
/// <param name="tell">Gets sentences for people.</param>
internal sealed class PatientApi(ApiClient api, Action<string> tell, TimeProvider? time = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any question asks a host to wait.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>For the way there and back when the time of a question is over.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly Lock gate = new();
    private long? told;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        AskAsync(stop => api.GetAsync(path, stop), null, cancellation);

    /// <exception cref="UnavailableException">It still cannot after <paramref name="atMost"/>, or says nothing.</exception>
    public Task<JsonElement> GetAsync(string path, TimeSpan atMost, CancellationToken cancellation) =>
        AskAsync(stop => api.GetAsync(path, stop), atMost, cancellation);

    /// <param name="body">By its ids the same when it is sent again: it may have taken effect although the host could not say so.</param>
    public Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        AskAsync(stop => api.PostAsync(path, body, stop), null, cancellation);

    /// <inheritdoc cref="PostAsync"/>
    public Task<JsonElement> PostBytesAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        AskAsync(stop => api.PostBytesAsync(path, body, stop), null, cancellation);

    private async Task<JsonElement> AskAsync(Func<CancellationToken, Task<JsonElement>> ask, TimeSpan? atMost, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        using var limit = new CancellationTokenSource(atMost + Grace ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        while (true)
        {
            try
            {
                return await AnswerAsync(ask(either.Token)).ConfigureAwait(false);
            }
            catch (UnavailableException e) when (atMost is null || time.GetElapsedTime(since) < atMost)
            {
                Tell($"{e.Cause} It is asked again until it can; Ctrl-C ends that.");
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw new UnavailableException($"The host at {api.Host.Url} has not answered.");
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<JsonElement> AnswerAsync(Task<JsonElement> answer)
    {
        while (true)
        {
            try
            {
                return await answer.WaitAsync(Silence, time).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                Tell($"The host at {api.Host.Url} is there and has not answered for a while. Waiting for it; Ctrl-C ends that.");
            }
        }
    }

    private void Tell(string what)
    {
        lock (gate)
        {
            if (told is { } last && time.GetElapsedTime(last) < Silence)
                return;
            told = time.GetTimestamp();
        }

        tell(what);
    }
}
