using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime;

/// <summary>
/// Loads the shipped module and instantiates it once, so that no task pays for it: compiling takes about a second on a new
/// machine, and a process's first instantiation some 10 ms.
/// </summary>
internal sealed partial class WasmWarmUp(
    WasmEngine engine, ModuleStore modules, TimeProvider time, ILogger<WasmWarmUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the starting thread: the host does not wait for the first await of a background service to be reached.
        await Task.Yield();
        var started = time.GetTimestamp();
        var treeSitter = ShippedModules.All.Single(module => module.Name == ShippedModules.TreeSitter);
        var call = new GuestCall(
            ct => modules.Load(treeSitter, ct), "analyze", "js", ""u8.ToArray(),
            WasmOptions.DefaultMemoryLimitMb, WasmOptions.DefaultTimeout);
        try
        {
            switch (await engine.RunAsync(call, stoppingToken).ConfigureAwait(false))
            {
                case GuestOutcome.Completed:
                    LogReady(time.GetElapsedTime(started).TotalMilliseconds);
                    break;
                case GuestOutcome.Failed failed:
                    LogFailed(failed.ErrorType, failed.Message);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // The host stopped before it was warm.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WebAssembly is warm after {ElapsedMs:0} ms")]
    private partial void LogReady(double elapsedMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "The shipped module does not run ({ErrorType}): {Reason}. Code tasks will fail until this is mended")]
    private partial void LogFailed(string errorType, string reason);
}
