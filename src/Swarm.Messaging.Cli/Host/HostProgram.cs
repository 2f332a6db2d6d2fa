using System.Runtime.InteropServices;

namespace Swarm.Messaging.Cli.Host;

/// <summary>A host as a program of its own: banner, signals, exit code.</summary>
internal static class HostProgram
{
    public const int CannotStart = 1;

    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        using var signals = new StopSignals(cancellation);
        SwarmHost host;
        try
        {
            host = await SwarmHost.StartAsync(settings, signals.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is SwarmException or IOException)
        {
            await Console.Error.WriteLineAsync($"swarm: {e.Message}").ConfigureAwait(false);
            return CannotStart;
        }

        await using (host.ConfigureAwait(false))
        {
            await FirstCommandAsync(host, signals.Stop).ConfigureAwait(false);
            Console.Write(HostBanner.Of(host, settings, time.GetElapsedTime(begun)));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop, host.Stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine("Stopping: running tasks may end, the rest goes back. Press Ctrl-C again to end at once.");
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Console.WriteLine("Stopped. Everything accepted is kept.");
        return 0;
    }

    /// <summary>A question over HTTP, as a caller would ask it: then the figure in the banner is what a caller sees, and the next is quicker.</summary>
    private static async Task FirstCommandAsync(SwarmHost host, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Token);
        try
        {
            await http.GetByteArrayAsync("/api/status/tasks", cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The probes tell; the host goes on.
        }
    }

    /// <summary>The first signal stops, the second ends: nothing that is stored is lost by it, leases run out by themselves.</summary>
    private sealed class StopSignals : IDisposable
    {
        private readonly CancellationTokenSource stop;
        private readonly PosixSignalRegistration[] registrations;
        private int seen;

        public StopSignals(CancellationToken cancellation)
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, On))];
        }

        public CancellationToken Stop => stop.Token;

        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
            stop.Dispose();
        }

        private void On(PosixSignalContext context)
        {
            context.Cancel = Interlocked.Increment(ref seen) == 1;
            if (context.Cancel)
                _ = stop.CancelAsync();
        }
    }
}
