using System.Runtime.CompilerServices;
using DevLab.JmesPath.Expressions;
using DevLab.JmesPath.Interop;

namespace Swarm.Messaging.Expressions;

/// <summary>
/// The library orders numbers by doubles, to which neighbours beyond 2^53 are the same, and takes <c>1</c> and <c>1.0</c> for different ones. Here its comparisons get what comes of
/// them as <c>-1</c>, <c>0</c> or <c>1</c> on the left and <c>0</c> on the right; what is ordered and is no two numbers, as it is.
/// </summary>
internal sealed class ExactComparisons : IVisitor
{
    public void Visit(JmesPathExpression expression)
    {
        if (expression is not JmesPathComparison comparison || Left(comparison) is LeftSide)
            return;
        var left = new LeftSide(Left(comparison), Right(comparison), ordered: comparison is JmesPathOrderingComparison);
        (Left(comparison), Right(comparison)) = (left, new RightSide(left));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "left_")]
    private static extern ref JmesPathExpression Left(JmesPathCompoundExpression expression);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "right_")]
    private static extern ref JmesPathExpression Right(JmesPathCompoundExpression expression);
}
