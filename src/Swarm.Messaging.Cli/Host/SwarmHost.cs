using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Serilog.Extensions.Logging;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Embedded;
using Swarm.Messaging.Redis.Preflight;

namespace Swarm.Messaging.Cli.Host;

/// <summary>A running host: bus, sagas, targets and HTTP API in this process. Disposing stops it gracefully.</summary>
internal sealed class SwarmHost : IAsyncDisposable
{
    /// <summary>Blocked threads elsewhere in the process must not keep a renewal or a probe waiting for the pool to grow.</summary>
    private const int MinThreads = 64;

    private readonly HostSettings settings;
    private readonly ILoggerFactory early = LoggerFactory.Create(_ => { });
    private EmbeddedRedis? redis;
    private Serilog.Core.Logger? log;
    private WebApplication? app;
    private EndpointFile? endpoint;
    private readonly Lock gate = new();
    private Task? stopping;

    private SwarmHost(HostSettings settings) => this.settings = settings;

    public Uri Address => endpoint!.Address;

    /// <summary>To be shown as <c>Authorization: Bearer</c>.</summary>
    public string Token => endpoint!.Token;

    public IServiceProvider Services => app!.Services;

    /// <summary>What the preflight saw.</summary>
    public IReadOnlyList<PreflightFinding> Findings { get; private set; } = [];

    /// <summary>The redis-server of its own; null on a real one.</summary>
    public EmbeddedRedis? Redis => redis;

    /// <summary>Returns when the first command can be answered.</summary>
    /// <exception cref="SwarmException">It cannot start, and the message says what to mend.</exception>
    public static async Task<SwarmHost> StartAsync(HostSettings settings, CancellationToken cancellation = default)
    {
        var host = new SwarmHost(settings);
        try
        {
            await host.BeginAsync(cancellation).ConfigureAwait(false);
            return host;
        }
        catch (Exception e)
        {
            // What kept it from starting counts, and not that the same kept it from ending well.
            await host.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Wrong(e) is { Count: > 0 } failures)
                throw new SettingsException(failures) { IsUsage = true };
            throw;
        }
    }

    /// <summary>What options say of settings, of one kind or of several at once.</summary>
    private static IReadOnlyList<string> Wrong(Exception e) => e switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException all => [.. all.InnerExceptions.SelectMany(Wrong)],
        _ => [],
    };

    /// <summary>The verb <c>up</c>: runs until a signal or <paramref name="cancellation"/>.</summary>
    /// <returns>Exit code.</returns>
    public static Task<int> RunAsync(HostSettings settings, CancellationToken cancellation = default) =>
        HostProgram.RunAsync(settings, cancellation);

    /// <summary>Nobody finds it by its data folder any more.</summary>
    public void Withdraw() => endpoint?.Remove(settings.DataFolder);

    /// <summary>Cancelled when the host stops, whoever wanted it: a control message can.</summary>
    public CancellationToken Stopping => app!.Lifetime.ApplicationStopping;

    /// <summary>Takes no more work, lets running attempts end, gives the rest back. Whoever asks again waits for the same end.</summary>
    public Task StopAsync(CancellationToken cancellation = default)
    {
        lock (gate)
            return stopping ??= StopOnceAsync(cancellation);
    }

    private async Task StopOnceAsync(CancellationToken cancellation)
    {
        // Not under the lock of whoever asked: a host that stops by itself asks from a callback of the stop.
        await Task.Yield();
        Withdraw();
        try
        {
            if (app is not null)
                await StopApplicationAsync(app, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (redis is not null)
                await redis.DisposeAsync().ConfigureAwait(false);
            early.Dispose();
            if (log is not null)
                await log.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task StopApplicationAsync(WebApplication app, CancellationToken cancellation)
    {
        var (own, hostId) = (early.CreateLogger<SwarmHost>(), app.Services.GetRequiredService<HostIdentity>().HostId);
        own.Stops(hostId);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var ended = new CancellationTokenSource();
        var watch = RedisWatch.RunAsync(app.Services, TimeProvider.System, giveUp, ended.Token);
        try
        {
            await app.StopAsync(giveUp.Token).ConfigureAwait(false);
            own.Stopped(hostId);
        }
        catch (Exception e)
        {
            own.StoppedShort(hostId, e);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task BeginAsync(CancellationToken cancellation)
    {
        ThreadPool.GetMinThreads(out var workers, out var io);
        ThreadPool.SetMinThreads(Math.Max(workers, MinThreads), io);
        var listen = ListenAddress.Of(settings);
        // Before anything is started: a host that cannot be asked must not take work first and give it back.
        if (ListenAddress.Refusal(listen) is { } taken)
            throw new SettingsException([taken]);
        if (settings.Embedded)
        {
            redis = await EmbeddedRedis.StartAsync(
                new() { DataFolder = settings.DataFolder, Durable = settings.Durable },
                TimeProvider.System, early.CreateLogger<EmbeddedRedis>(), cancellation).ConfigureAwait(false);
        }

        CreateData();

        // Not before the folder is ours: another host may be writing its logs there.
        var state = new LogState(Console.Error.WriteLine);
        log = HostLog.Create(settings, state);
        early.AddProvider(new SerilogLoggerProvider(log));
        var configuration = redis?.SocketPath ?? RedisAddress.Configuration(settings.Redis!);
        Findings = await RedisPreflight.RunAsync(
            RedisConnection.Parse(configuration), new PreflightOptions { AllowUnsafe = settings.AllowUnsafe }, TimeProvider.System, cancellation).ConfigureAwait(false);
        if (Findings.Where(f => f.Severity == PreflightSeverity.Refuse).ToList() is { Count: > 0 } refused)
            throw new SettingsException([Refusal(refused)]);

        app = await ComposeAsync(HostApplication.Build(settings, configuration, listen, (log, state), settings.Token ?? RandomToken())).ConfigureAwait(false);
        if (settings.Embedded)
            HostIdFile.Write(settings.DataFolder, app.Services.GetRequiredService<HostIdentity>().HostId);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ListenAddress.Refusal(listen, e) is { } refusal)
        {
            throw new SettingsException([refusal]);
        }

        endpoint = new EndpointFile(new Uri(app.Urls.First()), app.Services.GetRequiredService<Http.ApiToken>().Value, Environment.ProcessId);

        app.Lifetime.ApplicationStopping.Register(() => _ = StopAsync(CancellationToken.None));

        // A configured token is known to whoever needs it; real hosts may share a folder.
        if (settings.Embedded || settings.Token is null)
            endpoint.Write(settings.DataFolder);
        early.CreateLogger<SwarmHost>().Begun(app.Services.GetRequiredService<HostIdentity>().HostId, endpoint.Address, endpoint.ProcessId);
    }

    private static string Refusal(IReadOnlyList<PreflightFinding> refused) => string.Join(Environment.NewLine + "  ", [
        "This Redis cannot be used:",
        .. refused.Select(f => f.ToString()),
        refused.Any(f => f.Name == RedisPreflight.Connection) ? "Nothing was started." : "Nothing was started. Mend it, or start with --allow-unsafe and accept the loss.",
    ]);

    /// <summary>Judges the options and makes the services that will be started. A host of which one cannot be made can be neither started nor stopped.</summary>
    private static async Task<WebApplication> ComposeAsync(WebApplication application)
    {
        try
        {
            application.Services.GetService<IStartupValidator>()?.Validate();
            _ = application.Services.GetServices<IHostedService>().Count();
            return application;
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Logs and tokens: nobody else's to read. A folder that exists keeps the rights its owner gave it.
    private void CreateData()
    {
        if (Directory.Exists(settings.DataFolder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(settings.DataFolder);
        else
            Directory.CreateDirectory(settings.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string RandomToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
