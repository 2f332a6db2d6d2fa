using DevLab.JmesPath.Expressions;
using DevLab.JmesPath.Interop;

namespace Swarm.Messaging.Expressions;

/// <summary>What the library takes and calculates wrongly: <c>//</c> holds what it makes in 32 bits, and gives 2,147,483,647 for any larger one and for a division by 0.</summary>
internal sealed class RefusedOperators : IVisitor
{
    public void Visit(JmesPathExpression expression)
    {
        if (expression is JmesPathIntegerDivisionExpression)
            throw new ExpressionException("It divides by //, which gives no number beyond 2147483647, and is refused. Write floor(a / b) instead of a // b.");
    }
}
