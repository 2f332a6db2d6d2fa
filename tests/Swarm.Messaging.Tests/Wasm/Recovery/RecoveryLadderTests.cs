using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Tests.Wasm.Recovery;

public sealed class RecoveryLadderTests
{
    private const int Normal = 10;
    private const int Critical = 0;

    private readonly IRecoveryLadder ladder = Ladders.Ladder();

    [Theory]
    [InlineData("panic", "panic_recovery", "restart_instance, clear_memory, validate_state")]
    [InlineData("memory_error", "memory_recovery", "increase_memory, cleanup_cache, restart_instance")]
    [InlineData("timeout", "timeout_recovery", "extend_timeout, optimize_execution, retry_with_adjustments")]
    [InlineData("compilation_error", "compilation_recovery", "validate_input, fallback_to_interpreter, retry_with_safe_mode")]
    [InlineData("connection_error", "connection_recovery", "reconnect, validate_endpoint, retry_with_backoff")]
    [InlineData("type_error", "generic_recovery", "retry_with_backoff, validate_state, fallback_if_needed")]
    [InlineData("lease_lost", "generic_recovery", "retry_with_backoff, validate_state, fallback_if_needed")]
    [InlineData("unknown", "generic_recovery", "retry_with_backoff, validate_state, fallback_if_needed")]
    public void A_class_has_its_strategy(string type, string strategy, string actions)
    {
        var order = ladder.Next(new TaskError(type, "", InstanceId: "wasm_7"), 0, Normal, new()).ShouldNotBeNull();

        (order.Strategy, string.Join(", ", order.Actions), order.Attempt, order.InstanceId).ShouldBe((strategy, actions, 1, "wasm_7"));
    }

    [Theory]
    [InlineData("panic", Normal, 3)]
    [InlineData("memory_error", Normal, 3)]
    [InlineData("timeout", Normal, 2)]
    [InlineData("compilation_error", Normal, 3)]
    [InlineData("connection_error", Normal, 3)]
    [InlineData("unknown", Normal, 3)]
    [InlineData("panic", Critical, 2)]
    [InlineData("timeout", Critical, 1)]
    [InlineData("stack_overflow", Normal, 0)]
    [InlineData("resource_error", Normal, 0)]
    public void Recovery_ends_after_its_attempts(string type, int rank, int attempts)
    {
        var error = new TaskError(type, "");

        Enumerable.Range(0, 20).TakeWhile(n => ladder.Next(error, n, rank, new()) is { } order && order.Attempt == n + 1).Count().ShouldBe(attempts);
        ladder.Next(error, attempts, rank, new()).ShouldBeNull();
    }

    [Fact]
    public void Memory_grows_by_half_each_time()
    {
        Follow(ErrorTypes.MemoryError).Select(o => o.MemoryLimitMb).ShouldBe([192, 288, 432]);
        Follow(ErrorTypes.MemoryError).ShouldAllBe(o => o.TimeoutMs == 30_000);
    }

    [Fact]
    public void Time_grows_by_half_each_time() => Follow(ErrorTypes.Timeout).Select(o => o.TimeoutMs).ShouldBe([45_000, 67_500]);

    [Theory]
    [InlineData(700, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1500, 1500)]
    [InlineData(3, 5)]
    public void Memory_never_falls_and_never_grows_beyond_what_a_host_can_give(int before, int after) =>
        ladder.Next(new TaskError(ErrorTypes.MemoryError, ""), 0, Normal, new() { MemoryLimitMb = before })!.MemoryLimitMb.ShouldBe(after);

    [Fact]
    public void A_time_that_is_absent_counts_as_thirty_seconds() =>
        ladder.Next(new TaskError(ErrorTypes.Timeout, ""), 0, Normal, new() { TimeoutMs = 0 })!.TimeoutMs.ShouldBe(45_000);

    [Fact]
    public void A_failure_of_another_class_keeps_what_earlier_attempts_gained()
    {
        var first = ladder.Next(new TaskError(ErrorTypes.MemoryError, ""), 0, Normal, new())!;
        var second = ladder.Next(new TaskError(ErrorTypes.Timeout, ""), 1, Normal, new RecoverySettings().After(first))!;

        (second.Attempt, second.MemoryLimitMb, second.TimeoutMs).ShouldBe((2, 192, 45_000));
        ladder.Next(new TaskError(ErrorTypes.Timeout, ""), 2, Normal, new RecoverySettings().After(second)).ShouldBeNull();
    }

    [Fact]
    public void Switches_are_set_by_the_actions_that_name_them_and_each_once()
    {
        Follow(ErrorTypes.Timeout).ShouldAllBe(o => o.Flags.SequenceEqual(new[] { "reduceMemoryUsage", "enableFastPath", "optimizeLoops" }));
        Follow(ErrorTypes.CompilationError).ShouldAllBe(o => o.Flags.SequenceEqual(
            new[] { "useInterpreter", "skipOptimizations", "enableBoundsChecking", "limitMemoryUsage", "enableDebugMode" }));
        Follow(ErrorTypes.Panic).ShouldAllBe(o => o.Flags.Count == 0);
    }

    [Fact]
    public void A_failure_that_nothing_helps_against_is_not_recovered_from()
    {
        ladder.Next(new TaskError(ErrorTypes.Panic, "", Retryable: false), 0, Normal, new()).ShouldBeNull();
        ladder.Next(new TaskError(ErrorTypes.Panic, "", Fallback: true), 0, Normal, new()).ShouldBeNull();
    }

    [Theory]
    [InlineData("memory_error", Normal, "streaming_agent")]
    [InlineData("memory_error", Critical, "regular_agent")]
    [InlineData("panic", Normal, "regular_agent")]
    [InlineData("timeout", Normal, "regular_agent")]
    [InlineData("stack_overflow", Normal, "regular_agent")]
    [InlineData("panic", Critical, "regular_agent")]
    public void A_fallback_is_chosen_by_class_and_rank(string type, int rank, string fallback) => ladder.FallbackType(type, rank).ShouldBe(fallback);

    [Fact]
    public void An_exception_of_the_host_is_classified_like_everything_else() =>
        ladder.Next(new TaskError("IOException", "read ECONNRESET"), 0, Normal, new())!.ErrorType.ShouldBe(ErrorTypes.ConnectionError);

    [Fact]
    public void A_strategy_of_ones_own_with_an_action_of_ones_own_is_followed()
    {
        var own = Ladders.Ladder(s => s
            .AddRecoveryAction<DoubleMemory>()
            .AddRecoveryStrategy("licence_error", "licence_recovery", ["double_memory", RecoveryActions.ExtendTimeout], attempts: 1)
            .Configure<RecoveryOptions>(o => o.Patterns.Add(new ErrorPattern { Pattern = "licence", Type = "licence_error" })));

        var order = own.Next(new TaskError("error", "no licence"), 0, Normal, new()).ShouldNotBeNull();

        (order.Strategy, order.MemoryLimitMb, order.TimeoutMs).ShouldBe(("licence_recovery", 256, 45_000));
        own.Next(new TaskError("error", "no licence"), 1, Normal, new()).ShouldBeNull();
    }

    [Fact]
    public void A_strategy_of_ones_own_replaces_that_of_a_known_class()
    {
        var own = Ladders.Ladder(s => s.Configure<RecoveryOptions>(o => o.Strategies[ErrorTypes.Panic] =
            new StrategySettings { Name = "quick_recovery", Attempts = 1, Actions = { RecoveryActions.RestartInstance } }));

        own.Next(new TaskError(ErrorTypes.Panic, ""), 0, Normal, new())!.Strategy.ShouldBe("quick_recovery");
        own.Next(new TaskError(ErrorTypes.Panic, ""), 1, Normal, new()).ShouldBeNull();
    }

    [Fact]
    public void A_strategy_that_cannot_be_followed_is_refused_and_everything_wrong_is_named()
    {
        using var services = Ladders.Services(s => s
            .AddRecoveryStrategy(ErrorTypes.Panic, "mine", ["restart_instanse"], 99)
            .AddRecoveryStrategy(ErrorTypes.Panic, "", []));

        var message = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IRecoveryLadder>()).Message;

        message.ShouldContain("Did you mean restart_instance?");
        message.ShouldContain("99 attempts");
        message.ShouldContain("has no name");
        message.ShouldContain("panic is given 2 strategies");
    }

    private List<RecoveryOrder> Follow(string type)
    {
        var (orders, settings) = (new List<RecoveryOrder>(), new RecoverySettings());
        while (ladder.Next(new TaskError(type, ""), orders.Count, Normal, settings) is { } order)
        {
            orders.Add(order);
            settings = settings.After(order);
        }

        return orders;
    }

    private sealed class DoubleMemory : IRecoveryAction
    {
        public string Name => "double_memory";

        public RecoverySettings Adjust(RecoverySettings settings) => settings with { MemoryLimitMb = settings.MemoryLimitMb * 2 };
    }
}
