using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas;

/// <param name="Outcomes">In the order of the group's items.</param>
internal sealed record GroupResult(IReadOnlyList<ItemOutcome> Outcomes, CommittedOutbox? Emitted);

/// <summary>The items of one saga and what became of each so far, across the tries of one handling.</summary>
internal sealed class GroupRound(IReadOnlyList<SagaItem> items)
{
    private readonly ItemOutcome?[] settled = new ItemOutcome?[items.Count];
    private readonly object?[] answers = new object?[items.Count];
    private readonly bool[] tried = new bool[items.Count];
    private readonly ItemOutcome.Applied?[] unsure = new ItemOutcome.Applied?[items.Count];

    public IReadOnlyList<SagaItem> Items => items;

    public bool AnyOpen => settled.Any(outcome => outcome is null);

    public bool IsOpen(int index) => settled[index] is null;

    /// <summary>Decided for good, whatever the commit says.</summary>
    public void Settle(int index, ItemOutcome outcome) => settled[index] = outcome;

    public GroupResult SettleRest(ItemOutcome outcome)
    {
        for (var i = 0; i < items.Count; i++)
            settled[i] ??= outcome;
        return Finish(null);
    }

    /// <summary>Done if this try's commit is accepted.</summary>
    public void Apply(int index, object? answer) => (answers[index], tried[index]) = (answer, true);

    /// <summary>Another try begins.</summary>
    public void Restart() => Array.Clear(tried);

    /// <summary>
    /// Whether this try's commit took effect is not known. If it is found to have, what this try answered is the answer, not what a later look
    /// meets: it would meet its own doing. Of several such tries it is the first, for the same reason.
    /// </summary>
    public void Unsure()
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (tried[i] && IsOpen(i))
                unsure[i] ??= new ItemOutcome.Applied(answers[i]);
        }
    }

    /// <summary>Open items of tries whose outcome is not known.</summary>
    public IEnumerable<int> UnsureItems() => Enumerable.Range(0, items.Count).Where(i => IsOpen(i) && unsure[i] is not null);

    /// <summary>The try whose outcome was not known has taken effect for this item.</summary>
    public void Confirm(int index) => settled[index] = unsure[index];

    public void Drop(IReadOnlyList<string> itemIds)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (itemIds.Contains(items[i].Id, StringComparer.Ordinal))
                settled[i] = unsure[i] ?? (ItemOutcome)new ItemOutcome.Duplicate();
        }
    }

    public GroupResult Finish(CommittedOutbox? emitted) =>
        new([.. settled.Select((outcome, i) => outcome ?? new ItemOutcome.Applied(answers[i]))], emitted);

    public override string ToString() => string.Join(", ", items.Select((item, i) => $"{item.Id} {settled[i]?.GetType().Name ?? "open"}"));
}
