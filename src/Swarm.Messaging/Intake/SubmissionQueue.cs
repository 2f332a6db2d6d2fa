using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Intake;

/// <summary>
/// Single submissions join the path of many: whatever has arrived while the last batches were on their way goes as the next one.
/// A lone submission goes at once.
/// </summary>
internal sealed class SubmissionQueue(TaskCommands commands) : BackgroundService
{
    private const int MaxBatch = 256;

    /// <summary>Batches on their way at a time: one is being committed while the next is being placed.</summary>
    private const int MaxInFlight = 3;

    private readonly Channel<Waiting> arrivals = Channel.CreateBounded<Waiting>(10_000);

    public async Task<SubmitResult> SubmitAsync(Submission submission, CancellationToken cancellation)
    {
        var waiting = new Waiting(submission);
        await arrivals.Writer.WriteAsync(waiting, cancellation).ConfigureAwait(false);
        return await waiting.Result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var inFlight = new SemaphoreSlim(MaxInFlight);
        try
        {
            while (await arrivals.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                await inFlight.WaitAsync(stoppingToken).ConfigureAwait(false);
                var batch = new List<Waiting>();
                while (batch.Count < MaxBatch && arrivals.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                _ = RunAsync(batch, inFlight, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever still waits is told: nothing may wait for ever on a host that stops.
            arrivals.Writer.TryComplete();
            while (arrivals.Reader.TryRead(out var waiting))
                waiting.Result.TrySetCanceled(stoppingToken);
        }

        for (var i = 0; i < MaxInFlight; i++)
            await inFlight.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RunAsync(List<Waiting> batch, SemaphoreSlim inFlight, CancellationToken cancellation)
    {
        try
        {
            var results = await commands.SubmitAsync([.. batch.Select(w => w.Submission)], cancellation).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Result.TrySetResult(results[i]);
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
                waiting.Result.TrySetException(e);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private sealed record Waiting(Submission Submission)
    {
        public TaskCompletionSource<SubmitResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
