using System.Text.Json;

namespace Swarm.Messaging.Cli.Api;

/// <summary>The API for whoever stays until something is done: a host that cannot work now is asked again until it can. That is told, again every 30 s.</summary>
/// <param name="tell">Gets sentences for people.</param>
internal sealed class PatientApi(ApiClient api, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Lock gate = new();
    private long? told;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => GetAsync(path, TimeSpan.MaxValue, cancellation);

    /// <exception cref="UnavailableException">It still cannot, after <paramref name="atMost"/>.</exception>
    public Task<JsonElement> GetAsync(string path, TimeSpan atMost, CancellationToken cancellation) =>
        AskAsync(() => api.GetAsync(path, cancellation), atMost, cancellation);

    /// <param name="body">By its ids the same when it is sent again: it may have taken effect although the host could not say so.</param>
    public Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        AskAsync(() => api.PostAsync(path, body, cancellation), TimeSpan.MaxValue, cancellation);

    private async Task<JsonElement> AskAsync(Func<Task<JsonElement>> ask, TimeSpan atMost, CancellationToken cancellation)
    {
        var since = Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (UnavailableException e) when (Time.GetElapsedTime(since) < atMost)
            {
                Tell(e.Message);
            }

            await Task.Delay(Pause, Time, cancellation).ConfigureAwait(false);
        }
    }

    private void Tell(string why)
    {
        lock (gate)
        {
            if (told is { } last && Time.GetElapsedTime(last) < TellAgain)
                return;
            told = Time.GetTimestamp();
        }

        tell($"{why} This command does so until the host can; Ctrl-C ends it.");
    }
}
