using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workers;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A timer throws when it is to wait for more than some weeks, and an interval might be set to years.</summary>
public sealed class ALongIntervalKilledTheHostTests
{
    [Theory]
    [InlineData("HealthCheckInterval", "\"24.00:00:00\"", true)]
    [InlineData("HealthCheckInterval", "\"24.00:00:01\"", false)]
    [InlineData("ScaleInterval", "\"60d\"", false)]
    [InlineData("ScaleInterval", "5184000000", false)]
    [InlineData("DeadLetterRetention", "\"90d\"", true)]
    [InlineData("DeadLetterRetention", "\"3651d\"", false)]
    public void A_change_at_run_time_is_bounded(string name, string json, bool taken)
    {
        var type = name == "DeadLetterRetention" ? typeof(TaskOptions) : typeof(WorkersOptions);
        var rule = new ConfigurationField("Section", type.GetProperty(name)!).Set(Activator.CreateInstance(type)!, JsonElement.Parse(json));

        if (taken)
            rule.ShouldBeNull();
        else
            rule.ShouldNotBeNull().ShouldContain($"at most {TimeLimits.Of(name)}");
    }

    [Theory]
    [InlineData("Workers:HealthCheckInterval", "60.00:00:00", "it must be at most 24.00:00:00.")]
    [InlineData("Tasks:Retention", "4000.00:00:00", "it must be at most 3650.00:00:00.")]
    public void A_setting_of_the_start_is_bounded(string name, string value, string said) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read(new Dictionary<string, string?> { [name] = value }, "/"))
            .Failures.ShouldHaveSingleItem().ShouldBe($"{name} is '{value}'; {said}");

    [Fact]
    public void What_holds_without_any_setting_is_within_the_bounds()
    {
        foreach (var type in typeof(TaskOptions).Assembly.GetTypes().Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetConstructor([]) is not null))
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(TimeSpan)))
                ((TimeSpan)property.GetValue(options)!).ShouldBeLessThanOrEqualTo(TimeLimits.Of(property.Name), $"{type.Name}.{property.Name}");
        }
    }

    [Fact]
    public async Task A_service_with_a_longer_interval_goes_on()
    {
        var time = new FakeTimeProvider();
        using var service = new FailsAlways(time);

        await service.StartAsync(CancellationToken.None);
        await service.Ran.WaitAsync(CancellationToken.None);
        while (!await service.Ran.WaitAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None))
            time.Advance(TimeLimits.Timer);

        service.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void What_another_version_stored_is_left_out_and_told_with_the_way_out()
    {
        var log = new Lines();
        var services = new ServiceCollection();
        services.AddLogging(b => b.AddProvider(log));
        services.AddSingleton<IConfigurationStore>(new Stored(new() { ["Workers:HealthCheckInterval"] = "\"60.00:00:00\"", ["Workers:ScaleInterval"] = "\"00:01:00\"" }));
        services.AddSingleton<RuntimeConfiguration>();
        services.AddRuntimeSection<WorkersOptions>("Workers", nameof(WorkersOptions.HealthCheckInterval), nameof(WorkersOptions.ScaleInterval));
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptionsMonitor<WorkersOptions>>().CurrentValue;

        options.HealthCheckInterval.ShouldBe(new WorkersOptions().HealthCheckInterval);
        options.ScaleInterval.ShouldBe(TimeSpan.FromMinutes(1));
        log.Text.ShouldContain("at most 24.00:00:00");
        log.Text.ShouldContain("swarm config reset Workers:HealthCheckInterval");
    }

    private sealed class FailsAlways(TimeProvider time) : PeriodicService(TimeSpan.FromDays(60), time, NullLogger.Instance)
    {
        public SemaphoreSlim Ran { get; } = new(0);

        public override void Dispose()
        {
            Ran.Dispose();
            base.Dispose();
        }

        protected override Task<bool> RunAsync(CancellationToken cancellation)
        {
            Ran.Release();
            throw new InvalidOperationException("as always");
        }
    }

    private sealed class Stored(Dictionary<string, string> values) : IConfigurationStore
    {
        public StoredConfiguration Read() => new(1, values);

        public Task<StoredConfiguration> ReadAsync(CancellationToken cancellation) => Task.FromResult(Read());

        public Task<bool> WriteAsync(long expectedVersion, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellation) => Task.FromResult(false);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
