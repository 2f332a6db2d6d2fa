using System.Diagnostics;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>Plays steps on a pool and checks after each what must always hold, and at the end that nothing is left.</summary>
internal sealed class PoolRun(bool together)
{
    private const int MostSlots = 5;

    // A run takes milliseconds; one that still waits then waits for ever, and a test that hangs tells nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly PoolWorld world = new(o => (o.Min, o.Max) = (2, 6));
    private readonly List<(PoolTicket Ticket, Task<InstanceSlot?> Answer, CancellationTokenSource Cancel)> asked = [];
    private readonly HashSet<InstanceSlot> given = [];
    private readonly List<InstanceSlot> held = [];
    private readonly Lock gate = new();
    private readonly List<Task> work = [];

    public async Task PlayAsync(IReadOnlyList<PoolStep> steps)
    {
        world.Pool.Open();
        await world.Pool.SettledAsync();
        foreach (var step in steps)
        {
            if (together)
                Later(Task.Run(() => Do(step)));
            else
                Do(step);
            Check();
        }

        await EndAsync();
    }

    private void Do(PoolStep step)
    {
        switch (step.Kind)
        {
            case PoolStepKind.Acquire:
                Ask(step.Number % 3 * 50);
                break;
            case PoolStepKind.Release:
                Pick(step.Number)?.Release(true, TimeSpan.FromMilliseconds(step.Number));
                break;
            case PoolStepKind.Trap:
                if (Pick(step.Number) is { } trapped)
                {
                    trapped.Release(false, TimeSpan.FromMilliseconds(1));
                    Later(world.Pool.RestartAsync(trapped.InstanceId, "it trapped"));
                }

                break;
            case PoolStepKind.GiveUp:
                lock (gate)
                    Of(asked, step.Number).Cancel?.Cancel();
                break;
            case PoolStepKind.Look:
                world.Pool.LookAtUtilization();
                break;
            case PoolStepKind.Health:
                Later(world.Pool.LookAtHealthAsync(default));
                break;
            case PoolStepKind.Pass:
                world.Time.Advance(TimeSpan.FromSeconds(step.Number % 100));
                break;
            case PoolStepKind.Restart:
                if (Instance(step.Number) is { } tired)
                    Later(world.Pool.RestartAsync(tired, "a test wants it"));
                break;
            case PoolStepKind.Replace:
                if (Instance(step.Number) is { } bad)
                    Later(world.Pool.ReplaceAsync(bad, "a test wants it"));
                break;
            case PoolStepKind.Limits:
                var min = 1 + (step.Number % 3);
                world.Pool.Configure(o => (o.Min, o.Max) = (min, min + (step.Number % 5))).ShouldBeEmpty();
                break;
        }
    }

    private void Ask(int rank)
    {
        var cancel = new CancellationTokenSource();
        var ticket = world.Ask(rank: rank, cancellation: cancel.Token);
        var answer = AnswerAsync(ticket);
        lock (gate)
            asked.Add((ticket, answer, cancel));
    }

    private async Task<InstanceSlot?> AnswerAsync(PoolTicket ticket)
    {
        try
        {
            if (await ticket.Slot is not { } slot)
                return null;
            lock (gate)
            {
                given.Add(slot).ShouldBeTrue("a slot was given twice");
                held.Add(slot);
            }

            return slot;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private InstanceSlot? Pick(int number)
    {
        lock (gate)
        {
            var slot = Of(held, number);
            if (slot is not null)
                held.Remove(slot);
            return slot;
        }
    }

    private string? Instance(int number) => Of(world.Report.Instances, number)?.Id;

    private void Later(Task task)
    {
        lock (gate)
            work.Add(task);
    }

    private void Check()
    {
        var report = world.Report;
        report.PoolSize.ShouldBeInRange(report.Min, report.Max);
        foreach (var instance in report.Instances)
            instance.CurrentTasks.ShouldBeInRange(0, MostSlots);
    }

    /// <summary>Everybody lets go, time passes, and nothing is left over.</summary>
    private async Task EndAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (!IsOver())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new ShouldAssertException($"What was begun never ended: {Left()}");
            while (Pick(0) is { } slot)
                slot.Release(null, TimeSpan.Zero);
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(() => { });
        }

        await Task.WhenAll(work);
        Check();
        var report = world.Report;
        (report.UsedSlots, report.PendingRequests, report.Instances.Sum(i => i.CurrentTasks)).ShouldBe((0, 0, 0));
        report.Instances.Count.ShouldBe(report.PoolSize);
        asked.Count.ShouldBe(asked.Count(a => a.Answer.IsCompletedSuccessfully));
        await world.Pool.CloseAsync();
        world.Engine.Started.ShouldAllBe(i => i.Ended);
    }

    private bool IsOver()
    {
        lock (gate)
            return held.Count == 0 && work.TrueForAll(w => w.IsCompleted) && asked.TrueForAll(a => a.Answer.IsCompleted) && world.Pool.SettledAsync().IsCompleted;
    }

    private string Left()
    {
        lock (gate)
        {
            var asking = asked.Count(a => !a.Answer.IsCompleted);
            var working = work.Count(w => !w.IsCompleted);
            return $"{held.Count} slots held, {asking} asked for, {working} calls open, settled {world.Pool.SettledAsync().IsCompleted}, {world.Report}";
        }
    }

    private static T? Of<T>(IReadOnlyList<T> list, int number) => list.Count == 0 ? default : list[number % list.Count];
}
