using System.Text.Json;

namespace Swarm.Messaging.Cli.Api;

/// <summary>The API for whoever stays until something is done: a host that cannot work now is asked again until it can, and that is told.</summary>
internal sealed class PatientApi(ApiClient api, TimeProvider? time = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TimeProvider time = time ?? TimeProvider.System;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        AskAsync(stop => api.GetAsync(path, stop), null, cancellation);

    /// <exception cref="UnavailableException">It still cannot after <paramref name="atMost"/>, or says nothing.</exception>
    public Task<JsonElement> GetAsync(string path, TimeSpan atMost, CancellationToken cancellation) =>
        api.WithinAsync(atMost, stop => AskAsync(again => api.GetAsync(path, again), atMost, stop), cancellation);

    /// <param name="body">By its ids the same when it is sent again: it may have taken effect although the host could not say so.</param>
    public Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        AskAsync(stop => api.PostAsync(path, body, stop), null, cancellation);

    /// <inheritdoc cref="PostAsync"/>
    public Task<JsonElement> PostBytesAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        AskAsync(stop => api.PostBytesAsync(path, body, stop), null, cancellation);

    private async Task<JsonElement> AskAsync(Func<CancellationToken, Task<JsonElement>> ask, TimeSpan? atMost, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask(cancellation).ConfigureAwait(false);
            }
            catch (UnavailableException e) when (atMost is null || time.GetElapsedTime(since) < atMost)
            {
                api.Remarks.Tell($"{e.Cause} It is asked again until it can; Ctrl-C ends that.");
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
