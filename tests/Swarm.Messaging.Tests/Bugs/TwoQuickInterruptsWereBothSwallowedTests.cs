using System.Runtime.InteropServices;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Who held back an interrupt was decided twice, and by looking first and acting later: two that came quickly were both held back.</summary>
public sealed class TwoQuickInterruptsWereBothSwallowedTests : IDisposable
{
    private readonly Interrupts interrupts = new();

    public void Dispose() => interrupts.Dispose();

    [Fact]
    public void Of_many_at_once_exactly_one_is_held_back()
    {
        var signals = Enumerable.Range(0, 200).Select(_ => new PosixSignalContext(PosixSignal.SIGINT)).ToList();

        Parallel.ForEach(signals, interrupts.On);

        signals.Count(s => s.Cancel).ShouldBe(1);
        interrupts.Asked.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void A_later_one_is_left_to_whoever_else_hears_it()
    {
        interrupts.On(new PosixSignalContext(PosixSignal.SIGINT));
        var later = new PosixSignalContext(PosixSignal.SIGINT) { Cancel = true };

        interrupts.On(later);

        later.Cancel.ShouldBeTrue();
    }
}
