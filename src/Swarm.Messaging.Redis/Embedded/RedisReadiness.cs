using System.Net;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>Waits until a started server answers, or explains with its own last words why it does not.</summary>
internal sealed class RedisReadiness(ChildProcess child, EndPoint server, string logFile, TimeProvider time)
{
    private const int LogLines = 15;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        string? answer;
        while ((answer = await AnswerAsync(timeout - time.GetElapsedTime(since), cancellation).ConfigureAwait(false)) != RedisProbe.Pong)
        {
            if (child.HasExited)
            {
                throw await FailureAsync($"ended with code {await child.Exited.ConfigureAwait(false)} instead of starting").ConfigureAwait(false);
            }

            if (answer?.StartsWith(RedisProbe.Loading, StringComparison.Ordinal) == true)
            {
                since = time.GetTimestamp(); // however much there is to load: it is alive and says so
            }

            if (time.GetElapsedTime(since) > timeout)
            {
                throw await FailureAsync($"did not answer within {timeout.TotalSeconds:0.#} s (last answer: {answer ?? "none"})").ConfigureAwait(false);
            }

            await Task.WhenAny(child.Exited, Task.Delay(Poll, time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // A stopped process accepts connections and never answers: each question ends with the deadline.
    private async Task<string?> AnswerAsync(TimeSpan left, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(left > Poll ? left : Poll, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await RedisProbe.AskAsync(server, "PING", either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "";
        }
    }

    private async Task<EmbeddedRedisException> FailureAsync(string what)
    {
        var said = await child.LastLinesAsync(time).ConfigureAwait(false);
        var logged = File.Exists(logFile) ? File.ReadLines(logFile).TakeLast(LogLines) : [];
        return new EmbeddedRedisException(
            $"redis-server (process {child.Id}) {what}. Its last lines, from {logFile}:{Environment.NewLine}"
            + string.Join(Environment.NewLine, said.Concat(logged)));
    }
}
