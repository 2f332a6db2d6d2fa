namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>One try of an effect: says when it can no longer be taken back.</summary>
public sealed class EffectAttempt
{
    private readonly Action? intend;

    internal EffectAttempt(Action? intend) => this.intend = intend;

    /// <summary>It may have happened.</summary>
    public bool IsIntended { get; private set; }

    internal bool IsNotDone { get; private set; }

    internal bool IsAnswered { get; private set; }

    /// <summary>
    /// To be called right before the step that has the effect (the click, the request): returns when the intent is on disk. From then on a crash
    /// leaves doubt, which the next attempt resolves. Again: nothing.
    /// </summary>
    /// <exception cref="IOException">It could not be written: the effect must not be tried.</exception>
    public void Intend()
    {
        if (IsIntended)
            return;
        intend?.Invoke();
        IsIntended = true;
    }

    /// <summary>The step has certainly had no effect (the service refused it, it was never sent): a failure after this leaves no doubt.</summary>
    public void NotDone() => IsNotDone = true;

    /// <summary>The service has answered the step, if only that it failed: it is not still at it, and <see cref="EffectRequest.Settle"/> is time enough before it is repeated.</summary>
    public void Answered() => IsAnswered = true;
}
